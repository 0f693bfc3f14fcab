using System.Net;
using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

internal static class ConnectionPeer
{
    /// <summary>Who it is that asks, on the word of the application or by their certificate; null is a guest.
    /// </summary>
    public static Voucher? Voucher(this HttpContext http) =>
        http.Features.Get<SaidByApplication>() is { } said ? said.Voucher : http.Connection.ClientCertificate.Voucher();

    /// <summary>Who asks, as the chat's own connections have it; null where that has no address.</summary>
    public static IPEndPoint? Peer(this ConnectionInfo connection) =>
        connection.RemoteIpAddress is not { } address ? null : new IPEndPoint(
            address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, connection.RemotePort);
}
