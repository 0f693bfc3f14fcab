using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>A named pipe: who opens it to read is held there until somebody has opened it to write.</summary>
public static class Gate
{
    public static async Task<string> MakeAsync(string path)
    {
        using var make = Process.Start("mkfifo", path);
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        return path;
    }

    /// <summary>Open once somebody reads, who goes on when it is disposed.</summary>
    public static Task<FileStream> OpenedAsync(string path) =>
        Patience.WaitAsync(token => Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write), token),
            "somebody at the gate");
}
