using System.Runtime.InteropServices;

namespace RxChat.Server.Serve;

/// <summary>SIGTERM and a first Ctrl-C ask for a drain; a second Ctrl-C ends the process at once with 130.</summary>
internal sealed class Signals : IDisposable
{
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;
    private int _interrupts;

    public Signals(Action stop)
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop();
        });
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref _interrupts) > 1) Environment.Exit(130);
            stop();
        });
    }

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }
}
