using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace RxChat.Server.Tests;

/// <summary>Every package, from outside of the solution, as somebody has it who gets it from a source.</summary>
public sealed class PackagesTests(PackagesTests.Packages packages) : IClassFixture<PackagesTests.Packages>
{
    private static readonly string s_configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private static readonly string s_root = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(RxChatProcess.Executable)!, "../../../../.."));

    [Theory]
    [InlineData("net8.0")]
    [InlineData("net6.0")]
    public async Task A_console_draws_marbles(string framework)
    {
        var output = await packages.RunAsync("run", "--project", "WithConsole", "--framework", framework);

        output.Should().StartWith("----------c-----d-|\nExpected heard to be as drawn, but at 16ms there is d");
    }

    [Theory]
    [InlineData("WithXunitV2", 2)]
    [InlineData("WithNUnit", 1)]
    public async Task Tests_of_another_kind_use_them(string project, int tests) =>
        (await packages.RunAsync("test", project)).Should().Contain($"Failed:     0, Passed:     {tests},");

    [Theory]
    [InlineData("with-a-single-file.cs")]
    [InlineData("with-history.cs")]
    public async Task A_single_file_names_them(string file) =>
        (await packages.RunAsync("run", file)).Should().MatchRegex("^listening on (line|json)://127.0.0.1:");

    [Fact]
    public async Task A_program_talks_to_a_server() => (await packages.RunAsync("run", "with-client.cs"))
        .Should().MatchRegex("^listening on json://127.0.0.1:[0-9]+\n1 ann: hello\nsaid as 1\n");

    [Fact]
    public void Each_says_what_it_is_and_has_its_symbols()
    {
        var all = Directory.GetFiles(packages.Source, "*.nupkg");
        all.Should().HaveCount(10);
        foreach (var path in all)
        {
            using var package = ZipFile.OpenRead(path);
            package.Entries.Select(entry => entry.Name).Should().Contain(["README.md", "icon.png"]);
            using var reader = new StreamReader(package.Entries.Single(entry => entry.Name.EndsWith(".nuspec")).Open());
            var about = reader.ReadToEnd();
            about.Should().Contain("<license type=\"expression\">MIT").And.Contain("<readme>").And.Contain("<icon>")
                .And.Contain("<tags>").And.Contain("<projectUrl>https://chat.example/");
            File.Exists(Path.ChangeExtension(path, ".snupkg")).Should().BeTrue();
        }
    }

    [Fact]
    public void None_names_the_folder_it_was_made_in()
    {
        if (s_configuration != "Release") Assert.Skip("what is built to be debugged names its sources");
        foreach (var path in Directory.GetFiles(packages.Source))
        {
            using var package = ZipFile.OpenRead(path);
            foreach (var entry in package.Entries)
            {
                using var content = entry.Open();
                using var held = new MemoryStream();
                content.CopyTo(held);
                var text = Encoding.Latin1.GetString(held.GetBuffer(), 0, (int)held.Length);
                text.Contains(s_root, StringComparison.Ordinal).Should().BeFalse("{0} in {1}", entry.FullName, path);
            }
        }
    }

    [Fact]
    public async Task The_executable_is_a_tool()
    {
        var folder = packages.Beside("tool");
        await packages.RunAsync("tool", "install", "RxChat.Server", "--tool-path", folder);
        var tool = Path.Combine(folder, "rxchat");
        await using var server = RxChatProcess.StartInShell(
            $"exec {tool} --listen line://127.0.0.1:0 --history {packages.Beside("tool.db")}");
        await server.ListeningAsync(endpoints: 1);
        var client = await server.LineAsync("ann");
        await client.SendAsync("hello");
        await client.ExpectAsync("ann: hello");
    }

    /// <summary>The packages, in a folder that is a source, and beside it copies of those who use them.</summary>
    public sealed class Packages : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-packages").FullName;

        public string Source => Beside("source");

        public string Beside(string name) => Path.Combine(_folder, name);

        public async ValueTask InitializeAsync()
        {
            foreach (var path in Directory.GetFiles(Path.Combine(s_root, "tests", "Consumers"), "*.*",
                SearchOption.AllDirectories))
            {
                var to = Path.Combine(_folder, Path.GetRelativePath(Path.Combine(s_root, "tests", "Consumers"), path));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(path, to);
            }
            // What is packed now is no version that was packed before; all else is where it always is.
            var home = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            await File.WriteAllTextAsync(Path.Combine(_folder, "NuGet.config"), $"""
                <configuration>
                  <packageSources><add key="packed" value="{Source}" /></packageSources>
                  <fallbackPackageFolders><add key="home" value="{home}" /></fallbackPackageFolders>
                </configuration>
                """);
            // Of the remote it is packed from, which a copy need not have.
            await RunAsync(
                "pack", Path.Combine(s_root, "RxChat.sln"), "--no-build", "-c", s_configuration, "-o", Source,
                "-p:PrivateRepositoryUrl=https://chat.example/");
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        public async Task<string> RunAsync(params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = _folder,
                RedirectStandardOutput = true,
                Environment =
                {
                    ["NUGET_PACKAGES"] = Path.Combine(_folder, "packages"),
                    ["RxChatVersion"] = "0.*",
                    ["DOTNET_NOLOGO"] = "1",
                },
            })!;
            // The first time it gets other packages, too.
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            process.ExitCode.Should().Be(0, output);
            return output;
        }
    }
}
