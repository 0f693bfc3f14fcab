using System.Net;
using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

internal static class ConnectionPeer
{
    /// <summary>Who asks, as the chat's own connections have it; null where that has no address.</summary>
    public static IPEndPoint? Peer(this ConnectionInfo connection) =>
        connection.RemoteIpAddress is not { } address ? null : new IPEndPoint(
            address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, connection.RemotePort);
}
