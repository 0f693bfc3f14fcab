using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RxChat.Bench;

/// <summary>A run's result for people and for programs.</summary>
internal static class Report
{
    private const int Width = 50;

    /// <summary>What was found wrong, in one line; null when nothing was.</summary>
    public static string? Fault(BenchResult result)
    {
        var (found, total) = (result.Findings, result.Options.Connections);
        return found.IsFlawless ? null
            : $"{found.Lost} deliveries were lost, {found.Doubled} doubled, {found.Misordered} misordered; "
                + $"{found.OtherOrders} of {total} connections saw another order";
    }

    public static string Text(BenchResult result, char bar)
    {
        var (options, latency, found) = (result.Options, result.Latency, result.Findings);
        var load = options.Rate is { } rate
            ? $"{rate.ToString(CultureInfo.InvariantCulture)} messages/s"
            : $"{options.Window} messages under way";
        var text = new StringBuilder()
            .Append($"{options.Url}: {options.Connections} connections, {options.Publishers} publishing, ")
            .AppendLine($"{options.Size} bytes, {load}, {result.Seconds:0.0} s")
            .AppendLine()
            .AppendLine($"messages/s    {Rounded(result.MessagesPerSecond),14}")
            .AppendLine($"deliveries/s  {Rounded(result.DeliveriesPerSecond),14}")
            .Append($"latency       p50 {Time(latency.P50)}   p99 {Time(latency.P99)}   ")
            .AppendLine($"p99.9 {Time(latency.P999)}   max {Time(latency.Max)}")
            .Append($"lost {found.Lost}   doubled {found.Doubled}   misordered {found.Misordered}   ")
            .AppendLine($"in another order {found.OtherOrders}   unsent {result.Unsent}")
            .AppendLine();
        var most = latency.Histogram.Select(bucket => bucket.Count).DefaultIfEmpty(1).Max();
        foreach (var (from, to, count) in latency.Histogram)
        {
            var length = (int)Math.Ceiling((double)count * Width / most);
            text.Append($"{Time(from),8} - {Time(to),-8} {new string(bar, length).PadRight(Width)} ")
                .AppendLine($"{100.0 * count / latency.Samples,6:0.00} %");
        }
        return text.ToString();
    }

    public static string Json(BenchResult result)
    {
        var options = result.Options;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("url", options.Url);
            json.WriteNumber("connections", options.Connections);
            json.WriteNumber("publishers", options.Publishers);
            json.WriteNumber("size", options.Size);
            if (options.Rate is { } rate) json.WriteNumber("rate", rate);
            else json.WriteNumber("window", options.Window);
            json.WriteNumber("warmup", options.Warmup);
            json.WriteNumber("seconds", Math.Round(result.Seconds, 3));
            json.WriteNumber("messagesPerSecond", Math.Round(result.MessagesPerSecond, 1));
            json.WriteNumber("deliveriesPerSecond", Math.Round(result.DeliveriesPerSecond, 1));
            json.WriteNumber("lost", result.Findings.Lost);
            json.WriteNumber("doubled", result.Findings.Doubled);
            json.WriteNumber("misordered", result.Findings.Misordered);
            json.WriteNumber("otherOrders", result.Findings.OtherOrders);
            json.WriteNumber("unsent", result.Unsent);
            Write(json, result.Latency);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static string Rounded(double number) =>
        number.ToString(number < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, LatencySummary latency)
    {
        json.WriteStartObject("latencyMicroseconds");
        json.WriteNumber("samples", latency.Samples);
        json.WriteNumber("p50", latency.P50);
        json.WriteNumber("p99", latency.P99);
        json.WriteNumber("p999", latency.P999);
        json.WriteNumber("max", latency.Max);
        json.WriteStartArray("histogram");
        foreach (var (from, to, count) in latency.Histogram)
        {
            json.WriteStartObject();
            json.WriteNumber("from", from);
            json.WriteNumber("to", to);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Time(double microseconds) => microseconds switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds:0.#} us"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000:0.##} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000:0.##} s"),
    };
}
