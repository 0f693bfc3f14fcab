using System.Runtime.InteropServices;

namespace RxChat;

/// <summary>
/// The descriptors that connections may take, over all listeners: taken before one is accepted, from any thread.
/// </summary>
internal sealed unsafe partial class Descriptors(int most)
{
    /// <summary>
    /// What the runtime itself needs: some at odd moments, and it ends the process when there are none.
    /// </summary>
    public const int Reserve = 128;

    /// <summary>With fewer for connections the process is likely to end when it needs one for itself.</summary>
    public const int Fewest = 16;

    private const int RLIMIT_NOFILE = 7;

    private int _taken;

    /// <summary>For all engines of the process; elsewhere than on Linux the system alone decides.</summary>
    public static Descriptors OfProcess { get; } = new(ForConnections(SoftLimit()));

    /// <summary>How many there may be.</summary>
    public int Most => most;

    /// <summary>How many there are.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Of a limit on descriptors, what is left for connections.</summary>
    public static int ForConnections(int limit) => limit == int.MaxValue ? limit : Math.Max(Fewest, limit - Reserve);

    /// <summary>
    /// The mend when a limit on descriptors leaves too few for what the runtime needs and a few connections; else null.
    /// </summary>
    public static string? Shortage(int limit) => limit >= Reserve + Fewest ? null
        : $"the process may open only {limit} descriptors, too few to be safe: "
            + $"raise the limit (ulimit -n) to {Reserve + Fewest} or more";

    /// <summary>The process's limit; the largest int where it has none that is known.</summary>
    public static int SoftLimit()
    {
        if (!OperatingSystem.IsLinux()) return int.MaxValue;
        var limits = stackalloc nuint[2];
        return getrlimit(RLIMIT_NOFILE, limits) == 0 ? (int)Math.Min(limits[0], int.MaxValue) : int.MaxValue;
    }

    /// <summary>False when all are taken.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= most) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>What is told while all are taken, with the mend.</summary>
    public IOException AllTaken() =>
        new($"all {most} descriptors for connections are taken: raise the limit (ulimit -n) for more");

    /// <summary>One is closed.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _taken);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, nuint* limits);
}
