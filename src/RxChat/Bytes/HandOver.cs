using System.Net;
using System.Net.Sockets;

namespace RxChat;

/// <summary>Takes over a socket on which nothing was read.</summary>
/// <param name="socket">With all that came on it.</param>
/// <param name="peer">Whose it is, which behind a proxy the socket itself does not know; null has no address.</param>
/// <param name="closed">To be called when it is closed.</param>
public delegate void HandOver(Socket socket, EndPoint? peer, Action closed);
