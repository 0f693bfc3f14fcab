using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace RxChat.Server.Serve;

/// <summary>
/// SIGTERM and a first Ctrl-C ask for a stop, which ends the process in its time whatever anybody does; a second Ctrl-C
/// ends it at once with 130. SIGHUP asks for a reload; any number of them are one while it is not taken up. What else
/// the system would end a process for without a word is not for us and does nothing.
/// </summary>
internal sealed class Signals : IDisposable
{
    // By number, since most have no name in .NET. Not those that a terminal, a debugger or a fault of the process
    // sends, and not the first of the real-time signals: the runtime stops its threads with it.
    private static readonly IEnumerable<int> s_foreignToLinux =
        [10 /* USR1 */, 12 /* USR2 */, 14 /* ALRM */, 16 /* STKFLT */, 25 /* XFSZ */, 26 /* VTALRM */, 27 /* PROF */,
            29 /* IO */, 30 /* PWR */, .. Enumerable.Range(36, 29)];

    private static readonly IEnumerable<int> s_foreignToBsd =
        [14 /* ALRM */, 25 /* XFSZ */, 26 /* VTALRM */, 27 /* PROF */, 30 /* USR1 */, 31 /* USR2 */];

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _reloads = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _stops;
    private int _interrupts;

    public Signals()
    {
        Handle(PosixSignal.SIGTERM, Stop);
        Handle(PosixSignal.SIGINT, Interrupt);
        Handle(PosixSignal.SIGHUP, () => _reloads.Writer.TryWrite(true));
        if (OperatingSystem.IsWindows()) return;
        foreach (var number in OperatingSystem.IsLinux() ? s_foreignToLinux : s_foreignToBsd)
            Handle((PosixSignal)number, () => { });
    }

    /// <summary>Completes when a stop is asked for.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Has an item when a reload was asked for since the last was taken.</summary>
    public ChannelReader<bool> Reloads => _reloads.Reader;

    /// <summary>How long a stop may take; after a second more it ends by the end of the process.</summary>
    public Func<TimeSpan> Patience { get; set; } = () => TimeSpan.Zero;

    /// <summary>What is done before that end, in a moment.</summary>
    public Action LastAct { get; set; } = () => { };

    /// <summary>They do again what they do to any process.</summary>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Handle(PosixSignal signal, Action action) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        action();
    }));

    private void Interrupt()
    {
        if (Interlocked.Increment(ref _interrupts) > 1) Environment.Exit(130);
        Stop();
    }

    private void Stop()
    {
        if (Interlocked.Increment(ref _stops) > 1) return;
        // A thread of its own: neither the loop nor the pool may ever have time for it.
        new Thread(EndInTime) { IsBackground = true, Name = "rxchat-end" }.Start();
        _stopped.TrySetResult();
    }

    private void EndInTime()
    {
        var last = TimeSpan.FromMilliseconds(100);
        var longest = TimeSpan.FromMilliseconds(int.MaxValue);
        var wait = Patience() + TimeSpan.FromSeconds(1) - last;
        for (; wait > longest; wait -= longest) Thread.Sleep(longest);
        Thread.Sleep(wait);
        var act = new Thread(() => LastAct()) { IsBackground = true };
        act.Start();
        act.Join(last);
        Environment.Exit(0);
    }
}
