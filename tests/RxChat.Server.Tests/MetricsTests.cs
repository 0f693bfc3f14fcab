using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace RxChat.Server.Tests;

/// <summary>What is counted is what happened.</summary>
public sealed partial class MetricsTests : IDisposable
{
    private static readonly string[] s_endpoints = ["http://127.0.0.1:0", "nul://127.0.0.1:0", "json://127.0.0.1:0"];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}.db");

    [Fact]
    public async Task Each_moves_by_what_was_done()
    {
        const string Filter = """
            PerClient = (messages, time) => messages.Where(m =>
            {
                if (m.Text == "no") m.Reject("not here");
                return m.Text != "no";
            });
            """;
        using var script = new FilterScript(Filter);
        await using var server = await RxChatProcess.ServeOnAsync(
            s_endpoints, "--history", _file, "--filters", script.Path);
        using var http = Requests.To(server);
        await ReadAsync(http);
        var clients = new List<RawClient>();
        for (var n = 0; n < 3; n++) clients.Add(await server.NulAsync());
        foreach (var client in clients) await client.SettleAsync();
        var before = await ReadAsync(http);

        const int Messages = 10;
        for (var n = 0; n < Messages; n++) await clients[0].SendAsync($"hello {n}");
        var frames = Enumerable.Range(0, Messages).Select(n => $"{clients[0].Address}: hello {n}").ToArray();
        foreach (var client in clients) await client.ExpectAsync(frames);
        await clients[1].SendAsync("no");
        await clients[1].ReadUntilAsync("* not here");
        await clients[2].SendAsync("/nonsense");
        await clients[2].ReadUntilAsync(frame => frame.Contains("unknown command"), "an answer");
        (await http.SayAsync("lobby", "by HTTP")).StatusCode.Should().Be(HttpStatusCode.Created);
        foreach (var client in clients) await client.ReadUntilAsync(frame => frame.EndsWith(": by HTTP"), "by HTTP");
        var after = await ReadAsync(http);

        double Moved(string name) => after[name] - before.GetValueOrDefault(name);
        var length = frames.Sum(frame => frame.Length + 1);
        Moved("rxchat_entries_total{type=\"message\"}").Should().Be(Messages + 1);
        Moved("rxchat_filters_messages_total").Should().Be(Messages + 2);
        Moved("rxchat_filters_time_seconds_total").Should().BePositive();
        Moved("rxchat_message_latency_seconds_count").Should().Be(Messages + 1);
        Moved("rxchat_refusals_total{reason=\"filtered\"}").Should().Be(1);
        Moved("rxchat_refusals_total{reason=\"unknown_command\"}").Should().Be(1);
        Moved("rxchat_connections_opened_total{protocol=\"http\"}").Should().Be(1);
        // Three of each message, and the two answers; who asked by HTTP is told two things.
        Moved("rxchat_deliveries_total").Should().BeInRange((3 * Messages) + 5, (3 * Messages) + 8);
        Moved("rxchat_sent_bytes_total").Should().BeGreaterThan(3 * length).And.BeLessThan((3 * length) + 1500);
        Moved("rxchat_received_bytes_total").Should().BeGreaterThan((10 * Messages) - 10).And.BeLessThan(1000);
        Moved("rxchat_history_commit_time_seconds_count").Should().BePositive();
        Moved("rxchat_loop_turn_time_seconds_count").Should().BePositive();
        after["rxchat_connections{protocol=\"nul\"}"].Should().Be(3);
        after.Where(one => one.Key.StartsWith("rxchat_connections{", StringComparison.Ordinal))
            .Should().OnlyContain(one => one.Value >= 0, "who goes is counted as they were when they came");
        after["rxchat_history_behind"].Should().Be(0);
        (after["rxchat_clients_blocked"], after["rxchat_queued_bytes"]).Should().Be((0, 0));
    }

    [Fact]
    public async Task Who_does_not_read_is_counted_and_let_go()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_endpoints, "--backlog", "70000", "--log", "error");
        using var http = Requests.To(server);
        var (speaker, deaf) = (await server.NulAsync(), await server.NulAsync(receiveBuffer: 4096));
        await speaker.SettleAsync();
        await deaf.SettleAsync();
        var text = new string('x', 60_000);
        const string Gone = "rxchat_refusals_total{reason=\"reads_too_slowly\"}";
        var read = await ReadAsync(http);
        for (var n = 0; n < 500 && !read.ContainsKey(Gone); n++)
        {
            await speaker.SendAsync(text);
            await speaker.ReadAsync();
            read = await ReadAsync(http);
        }
        read[Gone].Should().Be(1);
        read["rxchat_overflows_total{act=\"disconnect\"}"].Should().Be(1);
    }

    [Fact]
    public async Task The_document_has_them_all_and_prometheus_has_nothing_to_say_against_them()
    {
        using var certificate = TestCertificate.In(_file + "-tls");
        await using var server = await RxChatProcess.ServeOnAsync(
            [.. s_endpoints, "lines://127.0.0.1:0"],
            ["--history", _file, "--record", Path.Combine(_file + "-tls", "chat.rec"), .. certificate.Options]);
        using var http = Requests.To(server);
        await http.GetStringAsync("metrics", TestContext.Current.CancellationToken);
        using var ann = await JsonClient.ConnectAsync(server.Endpoints[2].Port);
        await ann.JoinAsync("lobby");
        await ann.SendAsync(new { type = "say", room = "lobby", text = "hello", @ref = "1" });
        await ann.ReadAsync("ok");
        await ann.SendAsync(new { type = "nonsense" });
        await ann.ReadAsync("error");
        var text = await http.GetStringAsync("metrics", TestContext.Current.CancellationToken);
        var document = await File.ReadAllTextAsync(
            Path.Combine(RxChatProcess.Root, "docs", "metrics.md"), TestContext.Current.CancellationToken);
        var told = Type().Matches(text).Select(match => match.Groups["name"].Value)
            .Where(name => name.StartsWith("rxchat_", StringComparison.Ordinal));
        // Nobody reads too slowly here.
        told.Append("rxchat_overflows_total").Distinct().Should().BeEquivalentTo(
            Row().Matches(document).Select(match => match.Groups["name"].Value));
        Tool.SkipWithout("promtool", "prometheus");
        var (code, said) = await Tool.RunAsync("promtool", ["check", "metrics"], text);
        (code, said).Should().Be((0, ""));
    }

    [Fact]
    public async Task A_collector_that_is_named_is_told_without_asking()
    {
        using var collector = new HttpListener();
        var port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        await using var server = await RxChatProcess.ServeAsync(
            ["--listen", "nul://127.0.0.1:0"], endpoints: 1, new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
            });
        string counted;
        // It tells from the start on, when the chat has not begun to count.
        do counted = await NextAsync(collector);
        while (!counted.Contains("rxchat.sent", StringComparison.Ordinal));
        counted.Should().Contain("service.name");
    }

    public void Dispose()
    {
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" }) File.Delete(file);
        if (Directory.Exists(_file + "-tls")) Directory.Delete(_file + "-tls", recursive: true);
    }

    private static async Task<string> NextAsync(HttpListener collector)
    {
        var told = await Patience.WaitAsync(token => collector.GetContextAsync().WaitAsync(token), "what is counted");
        told.Request.Url!.AbsolutePath.Should().Be("/v1/metrics");
        using var body = new MemoryStream();
        await told.Request.InputStream.CopyToAsync(body, TestContext.Current.CancellationToken);
        told.Response.Close();
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task<Dictionary<string, double>> ReadAsync(HttpClient http)
    {
        var text = await http.GetStringAsync("metrics", TestContext.Current.CancellationToken);
        return text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '))
            .GroupBy(parts => Scope().Replace(parts[0], ""))
            .ToDictionary(
                one => one.Key, one => one.Sum(parts => double.Parse(parts[1], CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex("otel_scope_[a-z]+=\"[^\"]*\",?|\\{otel_scope_[a-z]+=\"[^\"]*\"\\}")]
    private static partial Regex Scope();

    [GeneratedRegex(@"^# TYPE (?<name>\w+) ", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"^\| `rxchat\.[^|]+\| `(?<name>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
