using System.Net;
using System.Net.Sockets;

namespace RxChat;

/// <summary>A listening socket of an engine.</summary>
internal abstract class AcceptSource(Socket listening) : IDisposable
{
    public EndPoint Address { get; } = listening.LocalEndPoint!;

    protected Socket Listening => listening;

    /// <summary>Accepts from now on: connections on the loop.</summary>
    /// <param name="accepted">Given each connection.</param>
    /// <param name="trouble">Told once per episode when none can be accepted for now.</param>
    public abstract void Start(Action<Connection> accepted, Action<Exception> trouble);

    /// <summary>Hands over now, on the loop, those that are accepted already.</summary>
    public abstract void Settle();

    public abstract void Dispose();
}
