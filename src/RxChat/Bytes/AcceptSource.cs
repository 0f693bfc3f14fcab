using System.Net;

namespace RxChat;

/// <summary>A listening socket of an engine.</summary>
internal abstract class AcceptSource : IDisposable
{
    public abstract IPEndPoint Address { get; }

    /// <summary>Accepts from now on: connections on the loop.</summary>
    /// <param name="accepted">Given each connection.</param>
    /// <param name="trouble">Told once per episode when none can be accepted for now.</param>
    public abstract void Start(Action<Connection> accepted, Action<Exception> trouble);

    public abstract void Dispose();
}
