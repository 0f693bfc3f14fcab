using System.Net;
using System.Net.Sockets;

namespace RxChat.Server.Tests;

/// <summary><c>rxchat connect</c> in a pipe.</summary>
public class ConnectTests
{
    [Theory]
    [InlineData("nul")]
    [InlineData("line")]
    public async Task What_comes_in_by_the_pipe_is_said_and_at_its_end_the_exit_code_is_0(string protocol)
    {
        await using var server = await RxChatProcess.ServeAsync();
        var watcher = await server.LineAsync();
        var run = await RxChatProcess.RunAsync(["connect", Url(server, protocol)],
            "/name alice\nhello\ngrüße 👋\n\nlast without an end");
        run.Should().BeEquivalentTo(new { ExitCode = 0, Error = "" });
        run.OutputLines.Should().ContainInOrder("alice: hello", "alice: grüße 👋", "alice: last without an end");
        run.Output.Should().NotContain("\e");
        await watcher.ReadUntilAsync("alice: hello");
        await watcher.ExpectAsync("alice: grüße 👋", "alice: last without an end", "* alice left");
    }

    [Theory]
    [InlineData("nul")]
    [InlineData("line")]
    public async Task Everything_was_delivered_when_it_exits(string protocol)
    {
        await using var server = await RxChatProcess.ServeAsync();
        var watcher = await server.LineAsync();
        var texts = Enumerable.Range(0, 20_000).Select(n => $"message number {n}").ToList();
        var heard = watcher.ReadUntilAsync("* alice left");
        var run = await RxChatProcess.RunAsync(
            ["connect", Url(server, protocol)], "/name alice\n" + string.Join('\n', texts) + "\n");
        run.ExitCode.Should().Be(0);
        foreach (var lines in new[] { run.OutputLines.ToList(), await heard })
            lines.FindAll(line => line.StartsWith("alice: ", StringComparison.Ordinal)).Should()
                .Equal(texts.Select(text => $"alice: {text}"));
    }

    [Fact]
    public async Task What_others_say_is_printed_as_it_comes()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var alice = await server.LineAsync("alice");
        await using var connect = RxChatProcess.Start(["connect", Url(server, "line")]);
        await PrintedAsync(connect, "* guest-2 joined");
        await alice.SendAsync("hello");
        await PrintedAsync(connect, "alice: hello");
        connect.Input.Close();
        (await connect.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Quit_ends_it_with_0_while_the_pipe_is_open()
    {
        await using var server = await RxChatProcess.ServeAsync();
        await using var connect = RxChatProcess.Start(["connect", Url(server, "line")]);
        await connect.Input.WriteAsync("/quit\n");
        await connect.Input.FlushAsync(TestContext.Current.CancellationToken);
        (await connect.ExitAsync()).Should().Be(0);
    }

    [Theory]
    [InlineData("nul")]
    [InlineData("line")]
    public async Task Who_is_disconnected_gets_1_and_the_servers_reason(string protocol)
    {
        await using var server = await RxChatProcess.ServeAsync("--first-byte", "1");
        await using var connect = RxChatProcess.Start(["connect", Url(server, protocol)]);
        (await connect.ExitAsync()).Should().Be(1);
        (await WhyAsync(connect)).Should()
            .Be("rxchat: disconnected by the server: nothing came within 1 s of connecting\n");
    }

    [Fact]
    public async Task A_line_over_the_limit_is_the_reason_for_1()
    {
        await using var server = await RxChatProcess.ServeAsync("--max-frame", "100");
        await using var connect = RxChatProcess.Start(["connect", Url(server, "line")]);
        await connect.Input.WriteAsync(new string('x', 101) + "\n");
        await connect.Input.FlushAsync(TestContext.Current.CancellationToken);
        (await connect.ExitAsync()).Should().Be(1);
        (await WhyAsync(connect)).Should().Contain("a message may hold at most 100 bytes");
    }

    [Fact]
    public async Task A_server_that_is_killed_has_given_no_reason()
    {
        await using var server = await RxChatProcess.ServeAsync();
        await using var connect = RxChatProcess.Start(["connect", Url(server, "line")]);
        await PrintedAsync(connect, "* guest-1 joined");
        server.Crash();
        (await connect.ExitAsync()).Should().Be(1);
        (await WhyAsync(connect)).Should().Be("rxchat: the connection was lost\n");
    }

    [Fact]
    public async Task Whoever_quits_in_whatever_form_ends_well()
    {
        await using var server = await RxChatProcess.ServeAsync();
        await using var connect = RxChatProcess.Start(["connect", Url(server, "line")]);
        await connect.Input.WriteAsync("/QUIT see you\n");
        await connect.Input.FlushAsync(TestContext.Current.CancellationToken);
        (await connect.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_server_that_stops_is_the_reason_for_1()
    {
        await using var server = await RxChatProcess.ServeAsync();
        await using var connect = RxChatProcess.Start(["connect", Url(server, "line")]);
        await PrintedAsync(connect, "* guest-1 joined");
        server.Send(Signal.Terminate);
        (await connect.ExitAsync()).Should().Be(1);
        (await WhyAsync(connect)).Should().Be("rxchat: disconnected by the server: the server is stopping\n");
        (await server.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_server_that_crashes_is_told_as_a_lost_connection()
    {
        await using var server = await RxChatProcess.ServeAsync();
        await using var connect = RxChatProcess.Start(["connect", Url(server, "nul")]);
        await connect.Input.WriteAsync("/name alice\nhello\n");
        await connect.Input.FlushAsync(TestContext.Current.CancellationToken);
        await PrintedAsync(connect, "alice: hello");
        server.Crash();
        (await connect.ExitAsync()).Should().Be(1);
        (await WhyAsync(connect)).Should().StartWith("rxchat: ").And.Contain("connection was lost");
    }

    [Fact]
    public async Task Where_nobody_listens_it_says_so_with_1()
    {
        int port;
        await using (var server = await RxChatProcess.ServeAsync()) port = server.LinePort;
        var run = await RxChatProcess.RunAsync(["connect", $"line://127.0.0.1:{port}"]);
        run.ExitCode.Should().Be(1);
        run.ErrorLines.Should().ContainSingle().Which.Should().Contain($"line://127.0.0.1:{port}");
        run.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task No_server_can_steer_the_terminal()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var connect =
            RxChatProcess.Start(["connect", $"line://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"]);
        using (var server = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            await server.GetStream().WriteAsync("\e[2J\u009Bm: \a\xFFx\ttab\n"u8.ToArray(),
                TestContext.Current.CancellationToken);
            await PrintedAsync(connect, "\uFFFD[2J\uFFFDm: \uFFFDÿx\ttab");
        }
        (await connect.ExitAsync()).Should().Be(1);
    }

    private static string Url(RxChatProcess server, string protocol) =>
        $"{protocol}://127.0.0.1:{(protocol == "nul" ? server.NulPort : server.LinePort)}";

    private static Task<string> WhyAsync(RxChatProcess connect) =>
        Patience.WaitAsync(token => connect.Errors.ReadToEndAsync(token), "the reason on standard error");

    private static async Task PrintedAsync(RxChatProcess connect, string line)
    {
        string? printed;
        do printed = await Patience.WaitAsync(token => connect.Output.ReadLineAsync(token).AsTask(), line);
        while (printed != line && printed is not null);
        printed.Should().Be(line);
    }
}
