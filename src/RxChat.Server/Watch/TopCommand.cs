using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RxChat.Server.Watch;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat top</c>: how a server stands, once a second.</summary>
internal static class TopCommand
{
    private const int Connections = 15;

    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var (url, token) = (AdminArguments.NewUrl(), AdminArguments.NewToken());
        var count = new Option<int>("--count")
        {
            Description = "how often, then it ends; 0 is for ever (0)", HelpName = "n",
        };
        var top = new Command("top",
            "Shows rates, latency, and for whom most waits, once a second until Ctrl-C; into a pipe, one after the "
            + "other.") { url, token, count };
        top.SetAction(async (parsed, cancellation) =>
        {
            using var server = AdminClient.To(parsed.GetValue(url)!, parsed.GetValue(token));
            try
            {
                await RunAsync(server, parsed.GetValue(count), cancellation);
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C.
            }
            return 0;
        });
        return top;
    }

    private static async Task RunAsync(AdminClient server, int count, CancellationToken cancellation)
    {
        using var seconds = new PeriodicTimer(s_between);
        var (before, beganAt) = (new Figures(await server.MetricsAsync(cancellation)), Stopwatch.GetTimestamp());
        for (var n = 1; count == 0 || n <= count; n++)
        {
            await seconds.WaitForNextTickAsync(cancellation);
            var (now, at) = (new Figures(await server.MetricsAsync(cancellation)), Stopwatch.GetTimestamp());
            var connections = await server.AskAsync($"connections?limit={Connections}", cancellation);
            var screen = Screen(now, before, Stopwatch.GetElapsedTime(beganAt, at).TotalSeconds, connections);
            // In place, where there is a place.
            Console.Out.Write(Console.IsOutputRedirected ? screen + "\n" : $"\e[H\e[J{screen}");
            (before, beganAt) = (now, at);
        }
    }

    internal static string Screen(Figures now, Figures before, double seconds, JsonElement connections)
    {
        var text = new StringBuilder();
        double Rate(string name) => Math.Max(0, (now.Sum(name) - before.Sum(name)) / seconds);
        string Latency(double part) => now.Quantile("rxchat_message_latency_seconds", part, before) is { } late
            ? string.Create(CultureInfo.InvariantCulture, $"{late * 1000:0.00} ms")
            : "none";
        Line("connections", $"{now.Sum("rxchat_connections"):0}", Each("rxchat_connections", "protocol"));
        Line("messages", $"{Rate("rxchat_entries_total"):0.0}/s", "");
        Line("deliveries", $"{Rate("rxchat_deliveries_total"):0}/s", "");
        Line("latency", $"{Latency(0.5)}", FormattableString.Invariant($"p99 {Latency(0.99)}"));
        Line("sent", $"{Bytes(Rate("rxchat_sent_bytes_total"))}/s", "");
        Line("waits", $"{Bytes(now.Sum("rxchat_queued_bytes"))}", $"{now.Sum("rxchat_clients_blocked"):0} blocked");
        Line("refused", $"{now.Sum("rxchat_refusals_total"):0}", Each("rxchat_refusals_total", "reason"));
        text.Append("\n  number  name                  protocol  waits       rooms\n");
        foreach (var one in connections.GetProperty("connections").EnumerateArray())
        {
            var state = one.GetProperty("isFrozen").GetBoolean() ? " frozen"
                : one.GetProperty("isBlocked").GetBoolean() ? " blocked" : "";
            text.Append(CultureInfo.InvariantCulture, $"{one.GetProperty("id").GetInt64(),8}  ")
                .Append(CultureInfo.InvariantCulture, $"{Printed.Of($"{one.GetProperty("name")}"),-20}  ")
                .Append(CultureInfo.InvariantCulture, $"{one.GetProperty("protocol"),-8}  ")
                .Append(CultureInfo.InvariantCulture, $"{Bytes(one.GetProperty("queued").GetInt64()) + state,-10}  ")
                .Append(Printed.Of(string.Join(' ', one.GetProperty("rooms").EnumerateArray()))).Append('\n');
        }
        return text.ToString();

        void Line(string what, FormattableString value, string more) => text.Append(
            CultureInfo.InvariantCulture, $"{what,-12}{value.ToString(CultureInfo.InvariantCulture),12}  {more}\n");
        string Each(string name, string label) => string.Join(", ", now.By(name, label)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value:0} {one.Label}")));
    }

    private static string Bytes(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB"];
        var at = 0;
        for (; bytes >= 1024 && at < units.Length - 1; at++) bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {units[at]}");
    }
}
