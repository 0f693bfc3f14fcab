using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace RxChat.Web;

/// <summary>
/// <c>/metrics</c>, for Prometheus: what the chat, its history, its certificates and the runtime count. For the
/// server's own machine, the networks of <see cref="ChatServerOptions.MetricsTo"/>, and operators by their token.
/// </summary>
internal sealed class Scrapes(Func<ChatServerOptions> options, Operators operators)
{
    private const string Path = "/metrics";

    // Names that Prometheus keeps for parts of histograms.
    private static readonly string[] s_unnamable =
        ["dotnet.assembly.count", "dotnet.process.cpu.count", "dotnet.timer.count"];

    public static void Add(IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter(ChatServer.MeterName, $"{ChatServer.MeterName}.*", "System.Runtime")
        .AddView(told => s_unnamable.Contains(told.Name) ? MetricStreamConfiguration.Drop : null)
        // Who asks is told what is so now.
        .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));

    public void Map(IEndpointRouteBuilder routes)
    {
        var pipeline = routes.CreateApplicationBuilder();
        pipeline.UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true);
        var tell = pipeline.Build();
        // Who says who they are is judged by that.
        var tellOperators = operators.Only(tell);
        routes.MapGet(Path, http => http.Request.Headers.Authorization.Count > 0 ? tellOperators(http)
            : MayRead(http.Connection.Peer()?.Address) ? tell(http)
            : Problems.TellAsync(http, StatusCodes.Status403Forbidden, code: null,
                "metrics are for the server's own machine and its operators, by a token of theirs; if they are for "
                + "you, too, start it with --metrics-to and your network")).WithMetadata(
            new Described("metrics", "Reads what the server counts (docs/metrics.md), in Prometheus' words")
            {
                Answers = [new(200, "all of it", "text/plain; version=0.0.4; charset=utf-8")],
                Refusals = [401, 429, 503], IsByToken = true,
            });
    }

    // Who has no address came by a Unix socket.
    private bool MayRead(IPAddress? address) => address is null
        || IPAddress.IsLoopback(address) || options().MetricsTo.Any(network => network.Contains(address));
}
