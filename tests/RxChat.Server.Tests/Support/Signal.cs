using System.Runtime.InteropServices;

namespace RxChat.Server.Tests;

/// <summary>What a supervisor or a terminal sends to a process.</summary>
public sealed record Signal(int Number)
{
    public static Signal Hangup { get; } = new(1);

    public static Signal Interrupt { get; } = new(2);

    public static Signal Terminate { get; } = new(15);

    public static Signal User1 { get; } = new(10);

    /// <summary>
    /// Those that end a process which does not know them, and that nobody sends to a server on purpose.
    /// </summary>
    public static IEnumerable<Signal> Foreign { get; } =
        new[] { 10, 12, 13, 14, 16, 25, 26, 27, 29, 30, 40, 64 }.Select(number => new Signal(number));

    public void SendTo(int processId)
    {
        if (Kill(processId, Number) != 0)
            throw new InvalidOperationException($"there is no process {processId} to send signal {Number} to");
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
