using System.Runtime.InteropServices;

namespace RxChat;

/// <summary>
/// How many connections a process may hold open: its limit on descriptors less a reserve. The runtime itself needs some at odd moments, and
/// ends the process when there are none.
/// </summary>
internal static unsafe partial class Descriptors
{
    private const int Reserve = 128;
    private const int RLIMIT_NOFILE = 7;

    /// <summary>For all engines of the process; elsewhere than on Linux the system alone decides.</summary>
    public static int ForConnections { get; } = OperatingSystem.IsLinux() ? Math.Max(16, SoftLimit() - Reserve) : int.MaxValue;

    private static int SoftLimit()
    {
        var limits = stackalloc nuint[2];
        return getrlimit(RLIMIT_NOFILE, limits) == 0 ? (int)Math.Min(limits[0], int.MaxValue) : int.MaxValue;
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, nuint* limits);
}
