using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>Published as a single file, the executable has no assemblies on disk to compile against.</summary>
[Collection(nameof(Load))]
public class FiltersSingleFileTests
{
    [Fact]
    public async Task A_filter_file_compiles_there_too()
    {
        if (!Scale.IsFull) Assert.Skip("publishes, which takes a while: RXCHAT_FULL=1");
        using var file = new FilterScript("""
            PerClient = (messages, time) => messages
                .RateLimit(5, TimeSpan.FromSeconds(10), time).Reject("darn").Where(m => m.Text.Any());
            """);
        var folder = file.Beside("published");
        var project = Path.Combine(RxChatProcess.Root, "src", "RxChat.Server");
        await RunAsync("dotnet", "publish", project, "-c", "Release", "-p:PublishSingleFile=true", "--self-contained",
            "false", "-o", folder, "--artifacts-path", file.Beside("artifacts"));
        Directory.GetFiles(folder, "*.dll").Should().BeEmpty("it is one file");
        (await RunAsync(Path.Combine(folder, "rxchat"), "filters", "check", file.Path)).Should()
            .Be($"{file.Path}: good, a filter per client\n");
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await Patience.WaitAsync(token => process.StandardOutput.ReadToEndAsync(token), program);
        await Patience.WaitAsync(token => process.WaitForExitAsync(token), program);
        process.ExitCode.Should().Be(0, "{0}", output);
        return output;
    }
}
