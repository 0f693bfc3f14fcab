using System.Net.Sockets;
using System.Text;

namespace RxChat.Server.Tests;

/// <summary>
/// Many who come to be in the way: they are let go by a deadline or cost little, and who talks does not notice. What it
/// costs is measured by tests/benchmarks/attack.py.
/// </summary>
public sealed class AttackTests : IDisposable
{
    private static readonly string[] s_endpoints =
        ["http://127.0.0.1:0", "nul://127.0.0.1:0", "line://127.0.0.1:0", "json://127.0.0.1:0"];

    private static readonly int s_slow = Scale.Of(quick: 300, full: 5_000);
    private static readonly int s_connects = Scale.Of(quick: 3_000, full: 100_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-attack-").FullName;

    /// <summary>What each begins with, and never ends.</summary>
    public static TheoryData<string, string> Begun { get; } = new()
    {
        { "nul", "hel" },
        { "line", "hel" },
        { "json", """{"type":"say","room":"lob""" },
        { "http", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " },
    };

    [Theory]
    [MemberData(nameof(Begun))]
    public async Task Many_who_send_a_byte_now_and_then_are_in_nobodys_way(string protocol, string begun)
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_endpoints);
        var (alice, bob) = (await server.LineAsync("alice"), await server.NulAsync());
        await bob.SettleAsync();
        var slow = new List<RawClient>();
        try
        {
            var port = server.Endpoints.First(url => url.Scheme == protocol).Port;
            for (var n = 0; n < s_slow; n++)
            {
                slow.Add(await RawClient.ConnectAsync(port, delimiter: 0));
                await slow[^1].SendBytesAsync(Encoding.ASCII.GetBytes(begun));
            }
            for (var n = 0; n < 20; n++)
            {
                foreach (var one in slow.Skip(n * slow.Count / 20).Take(slow.Count / 20))
                    await one.TrySendBytesAsync("x"u8.ToArray());
                await alice.SendAsync($"word {n}");
                await alice.ReadUntilAsync($"alice: word {n}");
                await bob.ReadUntilAsync($"alice: word {n}");
                using var newcomer = await server.LineUngreetedAsync();
                (await newcomer.ReadAsync()).Should().StartWith("* welcome");
            }
        }
        finally
        {
            slow.ForEach(one => one.Reset());
        }
    }

    [Theory]
    [InlineData("http", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")]
    [InlineData("https", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003")]
    [InlineData("lines", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003")]
    public async Task A_head_or_a_handshake_that_comes_byte_by_byte_is_ended_by_a_deadline(string scheme, string begun)
    {
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync([$"{scheme}://127.0.0.1:0"], certificate.Options);
        using var slow = new TcpClient { NoDelay = true };
        await slow.ConnectAsync("127.0.0.1", server.Endpoints[0].Port, TestContext.Current.CancellationToken);
        await Patience.WaitAsync(
            async token =>
            {
                using var beat = new PeriodicTimer(TimeSpan.FromSeconds(0.2));
                var ended = EndAsync(slow.Client, token);
                foreach (var one in Encoding.Latin1.GetBytes(begun).Concat(Enumerable.Repeat((byte)'x', 400)))
                {
                    if (ended.IsCompleted) return;
                    await TrySendAsync(slow.Client, one, token);
                    await beat.WaitForNextTickAsync(token);
                }
                await ended;
            },
            "the server to close");
    }

    [Fact]
    public async Task Connects_from_one_address_beyond_its_limit_are_refused_counted_and_told_as_a_rate()
    {
        await using var server = await RxChatProcess.ServeOnAsync(
            s_endpoints, "--max-connections-per-address", "64", "--connect-rate", "0");
        using var http = Requests.To(server);
        var alice = await server.LineAsync("alice");
        for (var n = 0; n < 64; n++) await (await server.NulAsync(from: "127.0.0.2")).SettleAsync();
        var refused = 0;
        var flood = Parallel.ForAsync(
            0, s_connects, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, _) =>
            {
                using var one = await RawClient.ConnectAsync(server.NulPort, delimiter: 0, from: "127.0.0.2");
                if (await TryReadAsync(one) is null or ['*', ' ', 't', 'o', 'o', ..])
                    Interlocked.Increment(ref refused);
                one.Reset();
            });
        for (var n = 0; !flood.IsCompleted || n < 10; n++)
        {
            await alice.SendAsync($"word {n}");
            await alice.ReadUntilAsync($"alice: word {n}");
        }
        await flood;
        refused.Should().Be(s_connects);
        var counted = await http.GetStringAsync("metrics", TestContext.Current.CancellationToken);
        counted.Should().MatchRegex(
            $"rxchat_refusals_total{{[^}}]*reason=\"too_many_connections\"[^}}]*}} {s_connects}\\b");

        server.Send(Signal.Terminate);
        (await server.ExitAsync()).Should().Be(0);
        var log = (await server.Logged()).Split('\n');
        log.Count(line => line.Contains(" refused ", StringComparison.Ordinal)).Should()
            .BeInRange(1, Scale.Of(quick: 2, full: 10), "it is told once a minute");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Who is refused may be reset before it has read why.
    private static async Task<string?> TryReadAsync(RawClient client)
    {
        try
        {
            return await client.ReadAsync();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task EndAsync(Socket socket, CancellationToken token)
    {
        try
        {
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, token) > 0)
            {
                // An answer, which is no end.
            }
        }
        catch (SocketException)
        {
            // It was cut off.
        }
    }

    private static async Task TrySendAsync(Socket socket, byte one, CancellationToken token)
    {
        try
        {
            await socket.SendAsync(new[] { one }, token);
        }
        catch (SocketException)
        {
            // Which the reader sees, too.
        }
    }
}
