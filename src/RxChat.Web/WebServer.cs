using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RxChat.Web;

/// <summary>
/// Everything of HTTP that is no WebSocket of the loop's own: an API, server-sent events, health; and TLS, of any
/// protocol. It begins with the first socket that it is given, so who needs none of it pays nothing for it.
/// </summary>
/// <param name="sources">What is served.</param>
public sealed class WebServer(WebSources sources) : IAsyncDisposable
{
    private static readonly TimeSpan s_slowestHead = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of a body for which nobody asks.</summary>
    private const int MostUnasked = 1024;

    private static readonly List<SslApplicationProtocol> s_http =
        [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    private readonly HandedOver _sockets = new("http");
    private readonly HandedOver _secure = new("https");
    private readonly Dictionary<string, Decrypted> _decrypted = [];
    private readonly Gate _visitors = new("visitors");
    private readonly Gate _members = new("members");
    private readonly Gate _pages = new("pages");
    private readonly Lock _starting = new();
    private Task<WebApplication>? _application;
    private Task? _stopped;

    /// <summary>Within the process, beside those that listen: by them requests come into the chat.</summary>
    public IEnumerable<Endpoint> Endpoints =>
    [
        new Endpoint(JsonProtocol.Visitors, _visitors),
        new Endpoint(JsonProtocol.Listeners, _members),
        new Endpoint(WebSocketProtocol.Opened, _pages),
        .. _decrypted.Values.Select(one => one.Endpoint),
    ];

    /// <summary>From now on takes an endpoint's <see cref="Endpoint.Others"/>; before anything is served.</summary>
    /// <exception cref="InvalidOperationException">It is within TLS, and there is no certificate.</exception>
    public void Attach(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.IsSecure && sources.Certificates is null)
            throw new InvalidOperationException($"{endpoint} is within TLS, which needs a certificate");
        var sockets = endpoint.Protocol switch
        {
            SecureProtocol { Within: WebSocketProtocol } => _secure,
            SecureProtocol secure => DecryptedOf(secure).Sockets,
            _ => _sockets,
        };
        endpoint.Others = (socket, peer, closed) => Take(sockets, socket, peer, closed);
    }

    private Decrypted DecryptedOf(SecureProtocol protocol)
    {
        if (!_decrypted.TryGetValue(protocol.Scheme, out var decrypted))
            _decrypted[protocol.Scheme] = decrypted = new Decrypted(protocol);
        return decrypted;
    }

    private void Take(HandedOver sockets, Socket socket, EndPoint? peer, Action closed)
    {
        sockets.Add(socket, peer, closed);
        lock (_starting)
        {
            if (_stopped is not null) return;
            _application ??= Task.Run(StartAsync);
        }
    }

    /// <summary>As <see cref="StopAsync"/> after a chat that has ended.</summary>
    public ValueTask DisposeAsync() => new(StopAsync(Task.CompletedTask));

    /// <summary>Nothing new is begun; what is under way ends with the chat, or a second later.</summary>
    /// <param name="chat">Done when the chat has ended.</param>
    public Task StopAsync(Task chat)
    {
        lock (_starting) return _stopped ??= EndAsync(_application, chat);
    }

    private async Task EndAsync(Task<WebApplication>? application, Task chat)
    {
        if (application is null) return;
        try
        {
            await using var running = await application.ConfigureAwait(false);
            using var patience = new CancellationTokenSource();
            var stopping = running.StopAsync(patience.Token);
            await Task.WhenAny(chat, stopping).ConfigureAwait(false);
            patience.CancelAfter(TimeSpan.FromSeconds(1));
            await stopping.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            sources.Report(e);
        }
    }

    private async Task<WebApplication> StartAsync()
    {
        try
        {
            var application = Build();
            await application.StartAsync().ConfigureAwait(false);
            return application;
        }
        catch (Exception e)
        {
            sources.Report(e);
            throw;
        }
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = s_slowestHead;
            kestrel.Limits.MaxRequestBodySize = MostUnasked;
            kestrel.Listen(_sockets, listen => listen.Protocols = HttpProtocols.Http1);
            if (sources.Certificates is not { } certificates) return;
            kestrel.Listen(_secure, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(Decrypted.Handshakes(certificates, s_http));
            });
            foreach (var decrypted in _decrypted.Values) decrypted.Listen(kestrel, certificates);
        });
        if (sources.Certificates is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        Scrapes.Add(builder.Services);
        builder.Services.AddSingleton<IConnectionListenerFactory, HandedOver.Factory>();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var application = builder.Build();
        application.Use(new Faults(sources.Report).TellAsync);
        application.Use(new Forwarded(sources.Options).InvokeAsync);
        application.Use(new Strangers(sources.Options, sources.Certificates).InvokeAsync);
        var routes = ApiDocument.Begin(application);
        var operators = new Operators(_visitors);
        new Scrapes(sources.Options, operators).Map(routes);
        new Health(sources.Keeps).Map(routes);
        ServedFiles.Map(routes);
        new MessagesApi(_visitors, sources.Options).Map(routes);
        new EventsApi(_members, sources.Server).Map(routes);
        new QueryApi(_members).Map(routes);
        new Upgrades(_pages).Map(routes);
        new ActsApi(_visitors, sources.Server).Map(routes);
        new AdminApi(sources.Server, sources.Admin).Map(new AdminRoutes(routes, operators.Only));
        PageFiles.Map(application);
        application.MapFallback("{**path}", static http => Problems.TellAsync(
            http, StatusCodes.Status404NotFound, code: null, $"there is nothing at {http.Request.Path}"));
        return application;
    }
}
