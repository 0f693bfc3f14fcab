using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace RxChat.Benchmarks;

/// <summary>A figure made of the mean, for the benchmarks it says something about.</summary>
internal sealed class PerColumn(
    string name, string legend, Type about, Func<double, BenchmarkCase, double> figure) : IColumn
{
    public static PerColumn MegabytesPerSecond { get; } = new(
        "MB/s",
        "Million bytes per second",
        typeof(FramingBenchmarks),
        (nanoseconds, _) => Payload.MessageBytes * 1000 / nanoseconds);

    public static PerColumn PerDelivery { get; } = new(
        "ns/delivery", "The mean, shared by those who hear the message", typeof(BroadcastBenchmarks), Shared);

    public static PerColumn PerMember { get; } = new(
        "ns/member", "The mean, shared by those who join and leave", typeof(JoinLeaveBenchmarks), Shared);

    public string Id => $"{nameof(PerColumn)}.{name}";

    public string ColumnName => name;

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(IsAbout);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        IsAbout(benchmarkCase) && summary[benchmarkCase]?.ResultStatistics is { Mean: var mean }
            ? figure(mean, benchmarkCase).ToString("N1", CultureInfo.InvariantCulture)
            : "";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        GetValue(summary, benchmarkCase);

    private static double Shared(double nanoseconds, BenchmarkCase benchmark) =>
        nanoseconds / (int)benchmark.Parameters["Members"];

    private bool IsAbout(BenchmarkCase benchmarkCase) => benchmarkCase.Descriptor.Type == about;
}
