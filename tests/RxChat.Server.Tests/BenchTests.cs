using System.Text.Json;
using System.Text.RegularExpressions;

namespace RxChat.Server.Tests;

public class BenchTests
{
    private static readonly string[] s_short = ["--duration", "0.5", "--warmup", "0.2"];

    /// <summary>Starting, connections and their senders take less, in bytes.</summary>
    private const long ForEverythingElse = 6 * 1024 * 1024;

    /// <summary>
    /// A text of 64 bytes as UTF-16, the message it is of, its place (number and id), and a share in the work of its
    /// turn, in bytes.
    /// </summary>
    private const long ForAMessage = (2 * 64) + 24 + 128 + 64 + 40;

    [Theory]
    [InlineData("nul")]
    [InlineData("line")]
    public async Task Saturation_loses_nothing_and_draws_a_histogram(string scheme)
    {
        await using var server = await RxChatProcess.ServeAsync();
        var url = server.Url(scheme);

        var (exit, output, errors) = await BenchAsync([url, "--connections", "60", .. s_short]);

        exit.Should().Be(0, errors);
        errors.Should().BeEmpty("progress is for terminals");
        output.Should().StartWith($"{url}: 60 connections, 8 publishing, 64 bytes, 256 messages under way");
        output.Should().MatchRegex(@"messages/s +[1-9]").And.MatchRegex(@"deliveries/s +[1-9]");
        output.Should().MatchRegex(@"p50 [0-9.]+ (us|ms|s) +p99 .* +p99\.9 .* +max ");
        output.Should().Contain("lost 0   doubled 0   misordered 0").And.MatchRegex("[█#]{50}");
    }

    [Theory]
    [InlineData("nul")]
    [InlineData("line")]
    public async Task A_rate_is_kept_and_json_is_all_there_is(string scheme)
    {
        await using var server = await RxChatProcess.ServeAsync();
        var url = server.Url(scheme);

        var (exit, output, errors) = await BenchAsync(
            [url, "--connections", "20", "--publishers", "3", "--rate", "400", "--size", "200", "--json", .. s_short]);

        exit.Should().Be(0, errors);
        using var parsed = JsonDocument.Parse(output);
        var result = parsed.RootElement;
        result.GetProperty("url").GetString().Should().Be(url);
        result.GetProperty("connections").GetInt32().Should().Be(20);
        result.GetProperty("publishers").GetInt32().Should().Be(3);
        result.GetProperty("size").GetInt32().Should().Be(200);
        result.GetProperty("rate").GetDouble().Should().Be(400);
        result.TryGetProperty("window", out var _).Should().BeFalse();
        result.GetProperty("messagesPerSecond").GetDouble().Should().BeInRange(300, 500);
        result.GetProperty("deliveriesPerSecond").GetDouble().Should().BeInRange(6_000, 10_000);
        foreach (var count in (string[])["lost", "doubled", "misordered", "otherOrders", "unsent"])
            result.GetProperty(count).GetInt64().Should().Be(0, count);
        var latency = result.GetProperty("latencyMicroseconds");
        // 0.5 s at 400 messages/s, timed on 16 connections.
        latency.GetProperty("samples").GetInt64().Should().Be(200 * 16);
        latency.GetProperty("p50").GetDouble()
            .Should().BePositive().And.BeLessThanOrEqualTo(latency.GetProperty("p99").GetDouble());
        latency.GetProperty("p999").GetDouble().Should().BeLessThanOrEqualTo(latency.GetProperty("max").GetDouble());
        latency.GetProperty("histogram").EnumerateArray().Sum(bucket => bucket.GetProperty("count").GetInt64())
            .Should().Be(200 * 16);
    }

    [Fact]
    public async Task One_connection_is_enough()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var url = server.Url("nul");

        var (exit, output, errors) =
            await BenchAsync([url, "--connections", "1", "--window", "1", "--size", "32", .. s_short]);

        exit.Should().Be(0, errors);
        output.Should().Contain("1 connections, 1 publishing, 32 bytes, 1 messages under way");
    }

    [Theory]
    [InlineData("--rate", "400")]
    [InlineData("--window", "100")]
    public async Task Portable_sockets_do_as_well(params string[] load)
    {
        await using var server = await RxChatProcess.ServeAsync();
        var url = server.Url("line");

        var (exit, output, errors) = await BenchAsync([url, "--connections", "60", "--portable", .. load, .. s_short]);

        exit.Should().Be(0, errors);
        output.Should().Contain("lost 0   doubled 0   misordered 0").And.Contain("unsent 0");
    }

    [Fact]
    public async Task A_lost_delivery_is_found()
    {
        using var server = new BenchFaultyServer((message, number) => number == 7 ? [] : [message]);
        var (exit, output, errors) = await BenchAsync([server.Url, "--connections", "4", "--rate", "2000", .. s_short]);
        (exit, errors.Trim()).Should().Be(
            (1, "rxchat: 1 deliveries were lost, 0 doubled, 0 misordered; 0 of 4 connections saw another order"));
        output.Should().Contain("lost 1   doubled 0   misordered 0");
    }

    [Fact]
    public async Task A_doubled_delivery_is_found()
    {
        using var server = new BenchFaultyServer((message, number) => number == 7 ? [message, message] : [message]);
        var (exit, output, _) =
            await BenchAsync([server.Url, "--connections", "4", "--rate", "2000", "--json", .. s_short]);
        using var result = JsonDocument.Parse(output);
        (exit, result.RootElement.GetProperty("doubled").GetInt32()).Should().Be((1, 1));
    }

    [Fact]
    public async Task A_disconnection_ends_the_run_with_its_reason()
    {
        using var server =
            new BenchFaultyServer((message, number) => number == 7 ? ["* enough of you\0"u8.ToArray(), []] : [message]);
        var (exit, output, errors) =
            await BenchAsync([server.Url, "--connections", "4", "--publishers", "1", "--rate", "2000", .. s_short]);
        (exit, output).Should().Be((1, ""));
        errors.Trim().Should().Be($"rxchat: {server.Url}: connection 2 of 4 was disconnected: enough of you");
    }

    [Theory]
    [InlineData("10.1.2.3 is not this machine; --remote", "nul://10.1.2.3:4040")]
    [InlineData("0.0.0.0 is not this machine", "nul://0.0.0.0:4040")]
    [InlineData("is nothing to load", "http://127.0.0.1:4040")]
    [InlineData("is nothing to load", "nul://127.0.0.1")]
    [InlineData("--connections must be a whole number from 1 to 20000, not \"20001\"",
        "nul://127.0.0.1:1", "--connections", "20001")]
    [InlineData("--publishers 9 is more than the 8 connections",
        "nul://127.0.0.1:1", "--connections", "8", "--publishers", "9")]
    [InlineData("--size must be a whole number from 32 to 65000, not \"31\"", "nul://127.0.0.1:1", "--size", "31")]
    [InlineData("--duration must be a number from 0.1 to 600, not \"601\"", "nul://127.0.0.1:1", "--duration", "601")]
    [InlineData("--warmup must be a number from 0 to 60, not \"soon\"", "nul://127.0.0.1:1", "--warmup", "soon")]
    [InlineData("--rate must be a number from 0.1 to 10000000, not \"0\"", "nul://127.0.0.1:1", "--rate", "0")]
    [InlineData("--window must be a whole number from 1 to 1000000, not \"0\"", "nul://127.0.0.1:1", "--window", "0")]
    [InlineData("--rate and --window exclude each other", "nul://127.0.0.1:1", "--window", "1", "--rate", "1")]
    [InlineData("bytes under way", "nul://127.0.0.1:1", "--window", "1000000", "--size", "65000")]
    public async Task What_is_out_of_bounds_is_one_line_and_2(string reason, params string[] arguments)
    {
        var (exit, output, errors) = await BenchAsync(arguments);
        (exit, output).Should().Be((2, ""));
        errors.Trim().Should().StartWith("rxchat: ").And.Contain(reason).And.NotContain("\n");
    }

    [Fact]
    public async Task Serving_allocates_for_each_message_and_for_no_delivery()
    {
        await using var server = await RxChatProcess.ServeAsync("--history", "none", "--pacing", "off");
        var (exit, output, errors) = await BenchAsync(
            server.Url("nul"), "--connections", "100", "--json", "--warmup", "0", "--duration", $"{Scale.Of(2, 20)}");
        exit.Should().Be(0, errors);
        server.Send(Signal.Terminate);
        var allocated = long.Parse(
            Regex.Match(await server.LogLineAsync("stopped"), @"(\d+) KiB allocated").Groups[1].Value) * 1024;
        (await server.ExitAsync()).Should().Be(0);

        using var result = JsonDocument.Parse(output);
        double Number(string name) => result.RootElement.GetProperty(name).GetDouble();
        var messages = (long)(Number("messagesPerSecond") * Number("seconds"));
        messages.Should().BeGreaterThan(20_000, "what each needs has to outweigh the rest");
        (allocated - ForEverythingElse)
            .Should().BeLessThan(messages * ForAMessage, "{0} messages were delivered 100 times each", messages);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("default")]
    [InlineData("throughput")]
    [InlineData("100,20ms")]
    public async Task No_pace_loses_doubles_or_misorders(string pacing)
    {
        await using var server = await RxChatProcess.ServeAsync("--pacing", pacing);
        var (exit, output, errors) = await BenchAsync([server.Url("nul"), "--connections", "60", .. s_short]);
        exit.Should().Be(0, errors);
        output.Should().Contain("lost 0   doubled 0   misordered 0   in another order 0");
    }

    [Fact]
    public async Task A_name_is_as_good_as_an_address_also_for_those_who_do_not_read()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (exit, output, errors) = await BenchAsync(
            [$"nul://localhost:{server.NulPort}", "--connections", "4", "--frozen", "1", .. s_short]);
        exit.Should().Be(0, errors);
        output.Should().Contain("lost 0   doubled 0   misordered 0");
    }

    private static Task<Outcome> BenchAsync(params string[] arguments) =>
        RxChatProcess.RunAsync(["bench", .. arguments]);
}
