using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>Where connections come from: a listening socket, memory, or what a user brings.</summary>
public abstract class Listener : IDisposable
{
    /// <summary>
    /// Takes the address, so that peers can connect from now on. Throws when it cannot be had, naming it.
    /// </summary>
    /// <param name="loop">Where the connections will live.</param>
    /// <returns>The address in the form <c>host:port</c>, with the real port.</returns>
    public abstract string Open(IScheduler loop);

    /// <summary>
    /// The connections, on the loop. Accepting starts with the one subscription there may be; disposing it gives the
    /// address back.
    /// </summary>
    public abstract IObservable<Connection> Connections { get; }

    /// <summary>Whether it has an address, by which anybody may come.</summary>
    internal virtual bool Listens => true;

    /// <summary>Whether it listens in the file system.</summary>
    internal bool IsLocal { get; private protected set; }

    /// <summary>Hands over, on the loop, those that it has accepted and not handed over yet.</summary>
    internal virtual void Settle()
    {
    }

    /// <summary>Gives the address back; connections already handed on go on.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>As <see cref="Dispose"/>; may be called more than once.</summary>
    protected abstract void Close();
}
