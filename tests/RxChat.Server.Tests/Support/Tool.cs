using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>A program of the system that judges what we say, if it is there.</summary>
internal static class Tool
{
    /// <summary>Skips the test where it is not, and says how to have it.</summary>
    public static void SkipWithout(string program, string package) => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program))),
        $"{program} is not installed (apt-get install {package})");

    /// <summary>Runs it to its end; what it prints and complains of, together.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(
        string program, IEnumerable<string> arguments, string input = "", TimeSpan? patience = null)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (said, complained) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.StandardInput.WriteAsync(input);
        run.StandardInput.Close();
        if (patience is null) await Patience.WaitAsync(token => run.WaitForExitAsync(token), program);
        else await run.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(patience.Value);
        return (run.ExitCode, await said + await complained);
    }
}
