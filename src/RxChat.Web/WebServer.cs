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
/// Everything of HTTP that is no WebSocket of the loop's own: an API, server-sent events, health. It begins with the
/// first socket that it is given, so who needs none of it pays nothing for it.
/// </summary>
/// <param name="options">Those in force.</param>
/// <param name="epoch">Of the server that has <see cref="Endpoints"/>, once it runs.</param>
/// <param name="keeps">Whether what is said can be kept.</param>
/// <param name="report">Told of what failed, on any thread.</param>
public sealed class WebServer(
    Func<ChatServerOptions> options, Task<string> epoch, Func<Task<bool>> keeps, Action<Exception> report)
    : IAsyncDisposable
{
    private static readonly TimeSpan s_slowestHead = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of a body for which nobody asks.</summary>
    private const int MostUnasked = 1024;

    private readonly HandedOver _sockets = new();
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
    ];

    /// <summary>Takes a socket with all that came on it; see <see cref="Endpoint.Others"/>.</summary>
    public void Take(Socket socket, Action closed)
    {
        _sockets.Add(socket, closed);
        lock (_starting)
        {
            if (_stopped is not null) return;
            _application ??= Task.Run(StartAsync);
        }
    }

    /// <summary>Nothing new is begun; event streams end, other requests have a second.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_starting) return new ValueTask(_stopped ??= StopAsync(_application));
    }

    private async Task StopAsync(Task<WebApplication>? application)
    {
        if (application is null) return;
        try
        {
            await using var running = await application.ConfigureAwait(false);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await running.StopAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            report(e);
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
            report(e);
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
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IConnectionListenerFactory>(_sockets);
        // The executable has its own signals.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var application = builder.Build();
        application.Use(TellAsync);
        application.Use(new Strangers(options).InvokeAsync);
        var routes = ApiDocument.Begin(application);
        new Health(keeps).Map(routes);
        ServedFiles.Map(routes);
        new MessagesApi(_visitors, options).Map(routes);
        new EventsApi(_members, epoch).Map(routes);
        new QueryApi(_members).Map(routes);
        new Upgrades(_pages).Map(routes);
        PageFiles.Map(application);
        application.MapFallback("{**path}", static http => Problems.TellAsync(
            http, StatusCodes.Status404NotFound, code: null, $"there is nothing at {http.Request.Path}"));
        return application;
    }

    /// <summary>What fails is a problem, and if it is ours, a line in the log.</summary>
    private async Task TellAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Problems.TellAsync(http, e.StatusCode, code: null, e.Message).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            report(e);
            if (http.Response.HasStarted) throw;
            await Problems.TellAsync(http, StatusCodes.Status500InternalServerError, code: null,
                "the server failed; its log says how").ConfigureAwait(false);
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
