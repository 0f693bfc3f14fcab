namespace RxChat;

/// <summary>A loop that waits for sockets; what it is otherwise knows none.</summary>
public sealed partial class EventLoop
{
    /// <summary>Starts a loop on a background thread of its own.</summary>
    /// <param name="engine">What it stands on.</param>
    /// <param name="failed">Told of exceptions that work lets escape, on the loop; null writes them to standard
    /// error.</param>
    public EventLoop(EngineKind engine = EngineKind.Auto, Action<Exception>? failed = null)
        : this(SocketEngine.Create(engine), failed, () => DateTimeOffset.UtcNow)
    {
    }

    /// <summary>Makes the loop's sockets.</summary>
    internal SocketEngine Sockets => (SocketEngine)_engine;
}
