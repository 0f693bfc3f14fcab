using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>A disk of 1 MiB; the test is skipped where none can be mounted.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static async Task<SmallDisk> MountAsync(string path)
    {
        Directory.CreateDirectory(path);
        Assert.SkipUnless(
            await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "none", path) == 0,
            "a small disk cannot be mounted here");
        return new SmallDisk(path);
    }

    public async Task RemountAsync(string options) =>
        (await RunAsync("mount", "-o", $"remount,{options}", Path)).Should().Be(0);

    public async ValueTask DisposeAsync() => await RunAsync("umount", Path);

    private static async Task<int> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
