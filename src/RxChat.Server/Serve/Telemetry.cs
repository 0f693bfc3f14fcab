using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace RxChat.Server.Serve;

/// <summary>Sends what is counted to a collector, where the standard variables of OpenTelemetry name one.</summary>
internal static class Telemetry
{
    private static readonly string[] s_endpoints =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Null where none is named.</summary>
    public static IDisposable? StartIfAsked() =>
        s_endpoints.All(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) ? null
        : Sdk.CreateMeterProviderBuilder()
            .AddMeter(ChatServer.MeterName, $"{ChatServer.MeterName}.*", "System.Runtime")
            .ConfigureResource(resource => resource.AddService("rxchat").AddEnvironmentVariableDetector())
            .AddOtlpExporter()
            .Build();
}
