using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RxChat.Bench;

namespace RxChat.Server.Tests;

/// <summary>Whatever keeps a load from running is one line that names the thing and the mend.</summary>
public class BenchFailureTests
{
    public static TheoryData<string> Ways => ["", "--portable", "--frozen=1"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nobody_there(string way) => (await FailAsync(["nul://127.0.0.1:1", .. Options(way)]))
        .Should().StartWith("cannot connect to nul://127.0.0.1:1 (0 of ").And.EndWith("; is the server running there?");

    [Theory]
    [InlineData("no.such.host.invalid")]
    [InlineData("xn--")]
    public async Task Unknown_host(string host) =>
        (await FailAsync($"nul://{host}:4040"))
            .Should().StartWith($"cannot find {host}: ").And.Contain("is the name right?");

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Reset_at_once(string way)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var resetting = ResetAllAsync(listener);

        var error = await FailAsync([$"nul://{listener.LocalEndPoint}", .. Options(way)]);

        // Whichever comes first: it is reset while others still connect, too.
        error.Should().Contain($"nul://{listener.LocalEndPoint}").And.EndWith("; does its log say why?");
        listener.Dispose();
        await resetting;
    }

    [Theory]
    [InlineData("--connections 1")]
    [InlineData("--connections 1 --portable")]
    [InlineData("--connections 20 --frozen 200")]
    public async Task No_descriptors(string load)
    {
        var bench = $"ulimit -n 64; exec '{RxChatProcess.Executable}' bench nul://127.0.0.1:1 {load}";
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", bench])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var error = await Patience.WaitAsync(token => process.StandardError.ReadToEndAsync(token), "its end");
        await Patience.WaitAsync(token => process.WaitForExitAsync(token), "its end");
        process.ExitCode.Should().Be(1);
        error.Should().MatchRegex(
            @"^rxchat: \d+ connections need \d+ open files and 64 are allowed; allow more \(ulimit -n\).*\n$");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_server_ends_in_the_middle(string way)
    {
        await using var server = await RxChatProcess.ServeAsync();
        using var witness = await server.NulAsync();

        var failing = FailAsync([server.Url("nul"), "--rate", "1000", .. Options(way)]);
        await witness.ReadUntilAsync(
            frame => frame.Contains("~rx~", StringComparison.Ordinal), "a message of the load");
        server.Crash();

        (await failing).Should().MatchRegex(
            $@"^{server.Url("nul")}: connection \d+ of 100 was disconnected: .*; does its log say why\?$");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_address_of_the_host_is_tried_for_every_kind_of_connection(bool portable)
    {
        await using var server = await RxChatProcess.ServeAsync();
        var options = BenchOptions.Parse(server.Url("nul"), remote: false, flag => flag switch
        {
            BenchOptions.ConnectionsFlag => "3",
            BenchOptions.DurationFlag => "0.2",
            BenchOptions.WarmupFlag => "0",
            BenchOptions.FrozenFlag => "2",
            _ => null,
        });
        EndPoint[] addresses =
        [
            new IPEndPoint(IPAddress.IPv6Loopback, server.NulPort), new IPEndPoint(IPAddress.Parse("127.0.0.2"), 1),
            .. options.Addresses,
        ];

        var result =
            RxChat.Bench.Load.Run(options with { Addresses = addresses, Portable = portable }, new Bench.Progress());

        result.Findings.IsFlawless.Should().BeTrue();
        result.MessagesPerSecond.Should().BePositive();
    }

    private static string[] Options(string way) => way.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static async Task ResetAllAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptAsync(TestContext.Current.CancellationToken);
                client.LingerState = new LingerOption(true, 0);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test closed the listener.
        }
    }

    private static async Task<string> FailAsync(params string[] arguments)
    {
        var (exit, output, errors) = await RxChatProcess.RunAsync(["bench", .. arguments]);
        (exit, output).Should().Be((1, ""), errors);
        errors.Should().MatchRegex("^rxchat: .+\n$").And.NotContain("   at ");
        errors.Count(letter => letter == '\n').Should().Be(1);
        return errors["rxchat: ".Length..^1];
    }
}
