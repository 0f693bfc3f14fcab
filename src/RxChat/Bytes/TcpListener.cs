using System.Net;
using System.Net.Sockets;

namespace RxChat;

/// <summary>A listening TCP socket, for an <see cref="EventLoop"/>.</summary>
/// <param name="address">Where to listen; port 0 takes a free one.</param>
/// <param name="trouble">Told once per episode when connections cannot be accepted for now (no descriptors
/// left).</param>
public sealed class TcpListener(IPEndPoint address, Action<Exception>? trouble = null) : SocketListener(trouble)
{
    /// <summary>
    /// How many connections all listeners of the process can hold: its limit on descriptors less what the runtime
    /// needs.
    /// </summary>
    public static int MostConnections => Descriptors.OfProcess.Most;

    /// <summary>
    /// The mend when the limit on descriptors is so low that the process may end when the runtime needs one; else null.
    /// </summary>
    public static string? Shortage => Descriptors.Shortage(Descriptors.SoftLimit());

    /// <summary>The address asked for.</summary>
    public override string ToString() => address.ToString();

    private protected override Socket Listen() => ListeningSocket.Open(address);
}
