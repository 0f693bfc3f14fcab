namespace RxChat.Server.Tests;

/// <summary>Published as one file, which has no assemblies on disk to compile against and no library beside it.
/// </summary>
[Collection(nameof(Load))]
public sealed class SingleFileTests(SingleFileTests.Published published) : IClassFixture<SingleFileTests.Published>
{
    /// <summary>As the documents and the Dockerfile have it.</summary>
    public const string Command =
        "dotnet publish src/RxChat.Server -c Release -r linux-x64 -p:PublishSingleFile=true --self-contained -o ";

    [Fact]
    public async Task It_serves_the_page_keeps_history_and_filters_and_writes_nothing_else()
    {
        published.SkipUnlessThere();
        using var script = new FilterScript(FilterScript.Tag("filtered"));
        var (home, history) = (Directory.CreateDirectory(script.Beside("home")).FullName, script.Beside("rxchat.db"));
        await using var server = RxChatProcess.StartInShell(
            $"exec env -i HOME={home} TMPDIR={home} DOTNET_EnableDiagnostics=0 {published.File} "
            + $"--listen http://127.0.0.1:0 --listen line://127.0.0.1:0 --history {history} --filters {script.Path}");
        await server.ListeningAsync(endpoints: 2);
        var client = await server.LineAsync("ann");
        await client.SendAsync("hello");
        await client.ExpectAsync("ann: filtered hello");
        using var http = Requests.To(server);
        (await http.GetStringAsync("", TestContext.Current.CancellationToken)).Should().Contain("page.js");
        File.Exists(history).Should().BeTrue();
        Directory.EnumerateFileSystemEntries(home).Should().BeEmpty("there need be no place to write");
    }

    [Fact]
    public async Task A_filter_file_compiles_there_too()
    {
        published.SkipUnlessThere();
        using var file = new FilterScript("""
            PerClient = (messages, time) => messages
                .RateLimit(5, TimeSpan.FromSeconds(10), time).Reject("darn").Where(m => m.Text.Any());
            """);
        (await Tool.RunAsync(published.File, ["filters", "check", file.Path])).Should()
            .Be((0, $"{file.Path}: good, a filter per client\n"));
    }

    /// <summary>The file, made once.</summary>
    public sealed class Published : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-published-").FullName;

        public string File => Path.Combine(_folder, "out", "rxchat");

        public void SkipUnlessThere()
        {
            if (!Scale.IsFull) Assert.Skip("publishes, which takes a while: RXCHAT_FULL=1");
            Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(File)!).Should().Equal(File);
        }

        public async ValueTask InitializeAsync()
        {
            if (!Scale.IsFull) return;
            var (code, said) = await Tool.RunAsync("sh", ["-c",
                $"cd {RxChatProcess.Root} && {Command} {Path.GetDirectoryName(File)} --artifacts-path {_folder}/made"],
                patience: TimeSpan.FromMinutes(15));
            code.Should().Be(0, said);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
