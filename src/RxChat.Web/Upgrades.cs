using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace RxChat.Web;

/// <summary>
/// WebSockets whose request came in pieces, or with more after it than the loop's own listener takes: the same frames,
/// on a stream of Kestrel's.
/// </summary>
internal sealed class Upgrades(Gate pages)
{
    private const string Version = "13";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ws", TakeAsync).WithMetadata(
            new Described("connect", "Opens a WebSocket, whose objects /api/asyncapi.json has")
            {
                Answers = [new(101, "frames from here on") { Header = "Sec-WebSocket-Accept" }], Refusals = [400, 426],
            });
        // The same over HTTP/2 (RFC 8441), which no document of OpenAPI can say.
        routes.MapMethods("/ws", [HttpMethods.Connect], TakeStreamAsync).ExcludeFromDescription();
    }

    private async Task TakeStreamAsync(HttpContext http)
    {
        var (request, feature) = (http.Request, http.Features.Get<IHttpExtendedConnectFeature>());
        if (feature is not { IsExtendedConnect: true, Protocol: "websocket" }
            || request.Headers.SecWebSocketVersion != Version)
        {
            await Problems.TellAsync(http, StatusCodes.Status400BadRequest, code: null,
                "a WebSocket over HTTP/2 is a CONNECT of the protocol websocket, and of version 13")
                .ConfigureAwait(false);
            return;
        }
        Choose(request, http.Response);
        await ServeAsync(http, await feature.AcceptAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task TakeAsync(HttpContext http)
    {
        var (request, feature) = (http.Request, http.Features.Get<IHttpUpgradeFeature>());
        if (feature is not { IsUpgradableRequest: true }
            || !$"{request.Headers.Upgrade}".Equals("websocket", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.Upgrade = "websocket";
            await Problems.TellAsync(http, StatusCodes.Status426UpgradeRequired, code: null,
                "a WebSocket is spoken here; ask for one").ConfigureAwait(false);
            return;
        }
        if (request.Headers.SecWebSocketVersion != Version
            || UpgradeRequest.Accept($"{request.Headers.SecWebSocketKey}") is not { } accept)
        {
            http.Response.Headers.SecWebSocketVersion = Version;
            await Problems.TellAsync(http, StatusCodes.Status400BadRequest, code: null,
                "a WebSocket's request has version 13 and a key of 16 bytes").ConfigureAwait(false);
            return;
        }
        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers.SecWebSocketAccept = accept;
        Choose(request, http.Response);
        await ServeAsync(http, await feature.UpgradeAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static void Choose(HttpRequest request, HttpResponse response)
    {
        if (UpgradeRequest.AsksForOurs($"{request.Headers.SecWebSocketProtocol}"))
            response.Headers.SecWebSocketProtocol = UpgradeRequest.Subprotocol;
    }

    private async Task ServeAsync(HttpContext http, Stream stream)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pages.Enter(stream, stream, http.Connection.Peer(), ended: static () => { }, freed: closed.SetResult,
            http.Voucher());
        // Which ends the request, and the connection.
        await closed.Task.ConfigureAwait(false);
    }
}
