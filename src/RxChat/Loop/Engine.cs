namespace RxChat;

/// <summary>What an <see cref="EventLoop"/> stands on.</summary>
public enum EngineKind
{
    /// <summary>Epoll on Linux, .NET's own sockets elsewhere.</summary>
    Auto,

    /// <summary>
    /// The loop's thread waits for and calls the sockets itself: no other thread, no hop. Linux only.
    /// </summary>
    Epoll,

    /// <summary>.NET's own sockets, which complete on other threads and hand over to the loop. Everywhere.</summary>
    Sockets,
}

/// <summary>
/// What waits for a loop: the seam between the flow and an operating system. All but <see cref="Wake"/> is called on
/// the loop's thread. Further loops would each have one of their own, with the sockets they own.
/// </summary>
internal abstract class Engine : IDisposable
{
    /// <summary>
    /// Returns when something is ready, somebody called <see cref="Wake"/> since the last wait, or the time is over.
    /// </summary>
    /// <param name="now">The loop's time, in ticks.</param>
    /// <param name="until">At most until then, an hour away or less; a time that has come does not wait. Ending too
    /// early is no harm.</param>
    /// <param name="reads">True has everybody who is ready when it returns handled by <see cref="Dispatch"/>, however
    /// many; false leaves what is ready to gather, and waits for the time or <see cref="Wake"/> alone.</param>
    public abstract void Wait(long now, long until, bool reads);

    /// <summary>Ends a wait under way, or the next one; from any thread.</summary>
    public abstract void Wake();

    /// <summary>Handles what was ready when the wait ended.</summary>
    public abstract void Dispatch();

    /// <summary>The process may have stood still, and others who would say what is ready with it: the next dispatch
    /// asks every socket.</summary>
    public virtual void LookAtAll()
    {
        // An engine that waits for its sockets itself has asked them.
    }

    public abstract void Dispose();
}
