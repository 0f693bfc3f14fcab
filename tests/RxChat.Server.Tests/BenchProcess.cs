using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>The executable, started for a test and never outliving it.</summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private BenchProcess(string[] arguments)
    {
        var start = new ProcessStartInfo(Executable()) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
    }

    /// <summary>Runs <c>rxchat bench</c> to its end.</summary>
    public static async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var bench = new BenchProcess(["bench", .. arguments]);
        var errors = bench._process.StandardError.ReadToEndAsync();
        var output = await bench._process.StandardOutput.ReadToEndAsync().WaitAsync(s_patience);
        await bench._process.WaitForExitAsync().WaitAsync(s_patience);
        return (bench._process.ExitCode, output, await errors);
    }

    /// <summary>Starts a server on a free port and says where it listens.</summary>
    public static async Task<(BenchProcess Server, string Url)> ServeAsync(string scheme)
    {
        var server = new BenchProcess(["serve", "--listen", $"{scheme}://127.0.0.1:0"]);
        _ = server._process.StandardError.ReadToEndAsync();
        var line = await server._process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);
        line.Should().StartWith("listening on ");
        return (server, line!["listening on ".Length..]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // Beside this assembly: tests/RxChat.Server.Tests/bin/CONFIGURATION/net10.0.
    private static string Executable()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var name = OperatingSystem.IsWindows() ? "rxchat.exe" : "rxchat";
        return Path.Combine(root, "src", "RxChat.Server", "bin", here.Parent.Name, here.Name, name);
    }
}
