using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace RxChat.Server.Configuration;

/// <summary>
/// Whether others than root and who runs the server may put something else into a file, or in its place. A group is
/// chosen by who owns the file; everybody is not.
/// </summary>
internal static partial class Trust
{
    private const int Here = -100, NotThroughLinks = 0x100, MayWrite = 2, ReadOnly = 30, MostLinks = 40;
    private const uint Owner = 8;
    private const int SizeOfStatus = 256, OwnerInStatus = 20;

    /// <summary>What is wrong, with the mend; null is nothing.</summary>
    public static string? Problem(string path)
    {
        if (OperatingSystem.IsWindows()) return null;
        var links = MostLinks;
        return Problem("/", Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries), ref links);
    }

    /// <summary>Whether everybody may read it.</summary>
    public static bool IsOpen(string path) =>
        !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead);

    // Whoever may write a folder on the way may put another one, another file or another link there.
    [UnsupportedOSPlatform("windows")]
    private static string? Problem(string folder, ReadOnlySpan<string> rest, ref int links)
    {
        foreach (var name in rest)
        {
            rest = rest[1..];
            if (ProblemOf(folder, isFolder: true) is { } problem) return problem;
            var next = Path.GetFullPath(Path.Combine(folder, name));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                folder = next;
                continue;
            }
            if (links-- == 0) return null;
            var to = Path.GetFullPath(Path.Combine(folder, target)).Split('/', StringSplitOptions.RemoveEmptyEntries);
            return Problem("/", [.. to, .. rest], ref links);
        }
        return ProblemOf(folder, isFolder: false);
    }

    [UnsupportedOSPlatform("windows")]
    private static string? ProblemOf(string path, bool isFolder)
    {
        if (!Path.Exists(path)) return null;
        var mode = File.GetUnixFileMode(path);
        var keepsOwners = isFolder && mode.HasFlag(UnixFileMode.StickyBit);
        if (mode.HasFlag(UnixFileMode.OtherWrite) && !keepsOwners && !IsReadOnly(path))
            return $"everybody may write {path}; chmod o-w {path}";
        return OwnerOf(path) is { } owner && owner != 0 && owner != Self()
            ? $"{path} is owned by user {owner}, who is neither root nor who runs this ({Self()}); chown root {path}"
            : null;
    }

    // As Kubernetes mounts files: folders that everybody may write, where nobody can.
    private static bool IsReadOnly(string path) =>
        Access(path, MayWrite) != 0 && Marshal.GetLastPInvokeError() == ReadOnly;

    private static uint? OwnerOf(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        Span<byte> told = stackalloc byte[SizeOfStatus];
        return Status(Here, path, NotThroughLinks, Owner, told) == 0
            ? BitConverter.ToUInt32(told[OwnerInStatus..])
            : null;
    }

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, Span<byte> told);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint Self();
}
