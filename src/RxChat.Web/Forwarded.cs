using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace RxChat.Web;

/// <summary>
/// Whose a request is that a trusted proxy passes on: the last in <c>X-Forwarded-For</c> that is no such proxy.
/// </summary>
/// <param name="options">Those in force.</param>
internal sealed class Forwarded(Func<ChatServerOptions> options)
{
    private Known? _last;

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var from = options().ForwardedFrom;
        if (!from.Have(http.Connection.Peer())) return next(http);
        ReaderOf(from).ApplyForwarders(http);
        // It was let in by the proxy's address.
        return http.Connection.Peer() is { } peer && options().Denied.Have(peer)
            ? Problems.TellAsync(http, StatusCodes.Status403Forbidden, "denied", $"{peer.Address} may not connect")
            : next(http);
    }

    private ForwardedHeadersMiddleware ReaderOf(IReadOnlyList<IPNetwork> from)
    {
        if (_last is { } last && last.From == from) return last.Reader;
        var settings = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        settings.ForwardLimit = null;
        settings.KnownProxies.Clear();
        settings.KnownIPNetworks.Clear();
        foreach (var network in from) settings.KnownIPNetworks.Add(network);
        var reader = new ForwardedHeadersMiddleware(
            static _ => Task.CompletedTask, NullLoggerFactory.Instance, Options.Create(settings));
        _last = new Known(from, reader);
        return reader;
    }

    // Requests run on many threads: one sees both or neither.
    private sealed record Known(IReadOnlyList<IPNetwork> From, ForwardedHeadersMiddleware Reader);
}
