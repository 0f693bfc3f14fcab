namespace RxChat.Server.Tests;

/// <summary>The end of the server, asked for while people talk.</summary>
public class DrainTests
{
    internal const string LastNotice = "* the server is stopping";

    [Fact]
    public async Task Sigterm_during_traffic_delivers_what_was_accepted_to_everyone_alike()
    {
        await using var server = await RxChatProcess.ServeAsync("--drain", "20");
        var clients = new List<RawClient>();
        for (var i = 0; i < 20; i++)
        {
            clients.Add(i % 2 == 0 ? await server.NulAsync() : await server.LineUngreetedAsync());
            await clients[i].SendAsync($"/name c{i}");
            await clients[i].SettleAsync();
        }
        var underWay = new TaskCompletionSource();
        var talking = clients.Take(6).Select((client, i) => TalkAsync(client, $"c{i}: ", underWay)).ToList();
        var listening = clients.Skip(6).Select(client => client.ReadToEndAsync()).ToList();
        await underWay.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        server.Send(Signal.Terminate);

        (await server.ExitAsync()).Should().Be(0);
        List<List<string>> heard = [.. await Task.WhenAll(talking), .. await Task.WhenAll(listening)];
        heard.ConvertAll(frames => frames[^1]).Should().OnlyContain(last => last == LastNotice);
        var said = heard.ConvertAll(frames => frames.FindAll(frame => frame[0] == 'c'));
        said[0].Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(1000);
        said.Should().OnlyContain(frames => frames.SequenceEqual(said[0]));
        for (var i = 0; i < 6; i++)
        {
            var own = said[0].FindAll(frame => frame.StartsWith($"c{i}: ", StringComparison.Ordinal));
            own.Should().Equal(Enumerable.Range(0, own.Count).Select(n => $"c{i}: {n}"), "nothing between may be lost");
        }
    }

    [Fact]
    public async Task What_was_sent_before_the_signal_is_said()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (a, b) = (await server.LineAsync("alice"), await server.NulAsync());
        await b.SettleAsync();
        await a.SendAllAsync(Enumerable.Range(0, 1000).Select(n => $"{n}"));
        server.Send(Signal.Terminate);
        string[] expected = [.. Enumerable.Range(0, 1000).Select(n => $"alice: {n}"), LastNotice];
        (await b.ReadToEndAsync()).Should().Equal(expected);
        (await a.ReadToEndAsync()).Should().EndWith(expected);
        (await server.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task The_same_port_can_be_taken_again_at_once()
    {
        int port;
        await using (var server = await RxChatProcess.ServeAsync())
        {
            port = server.LinePort;
            var client = await server.LineAsync("alice");
            await client.SendAsync("hello");
            await client.ExpectAsync("alice: hello");
            server.Send(Signal.Terminate);
            await client.ReadUntilAsync(LastNotice);
            await client.ExpectEndAsync();
            (await server.ExitAsync()).Should().Be(0);
        }
        await using var restarted = await RxChatProcess.ServeOnAsync([$"line://127.0.0.1:{port}"]);
        restarted.LinePort.Should().Be(port);
        var again = await restarted.LineAsync("alice");
        await again.SendAsync("hello");
        await again.ExpectAsync("alice: hello");
    }

    [Theory]
    [InlineData("SIGTERM")]
    [InlineData("SIGINT")]
    public async Task A_client_that_reads_nothing_cannot_keep_the_server_beyond_the_drain_time(string signal)
    {
        await using var server = await RxChatProcess.ServeAsync("--drain", "1");
        await FillFrozenAsync(server);
        server.Send(signal == "SIGTERM" ? Signal.Terminate : Signal.Interrupt);
        (await server.LogLineAsync(" draining")).Should().Contain("at most 1 s");
        (await server.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_second_interrupt_ends_a_drain_at_once_with_130()
    {
        await using var server = await RxChatProcess.ServeAsync("--drain", "600");
        await FillFrozenAsync(server);
        server.Send(Signal.Interrupt);
        await server.LogLineAsync(" draining");
        server.Send(Signal.Interrupt);
        (await server.ExitAsync()).Should().Be(130);
    }

    [Fact]
    public async Task Nobody_new_gets_in_while_the_server_drains()
    {
        await using var server = await RxChatProcess.ServeAsync("--drain", "1");
        var (nulPort, watcher) = (server.NulPort, await server.LineAsync());
        await FillFrozenAsync(server);
        server.Send(Signal.Terminate);
        await watcher.ReadUntilAsync(LastNotice);
        var connecting = () => RawClient.ConnectAsync(nulPort, 0);
        await connecting.Should().ThrowAsync<System.Net.Sockets.SocketException>();
        (await server.ExitAsync()).Should().Be(0);
    }

    // More is under way to a client that does not read than the system takes, and less than its backlog.
    internal static async Task FillFrozenAsync(RxChatProcess server)
    {
        var frozen = await server.NulAsync(receiveBuffer: 4096);
        await frozen.SettleAsync();
        var talker = await server.NulAsync();
        await talker.SendAsync("/name talker");
        await talker.SettleAsync();
        var text = new string('x', 60_000);
        for (var i = 0; i < 15; i++)
        {
            await talker.SendAsync(text);
            await talker.ExpectAsync($"talker: {text}");
        }
    }

    // Says a number whenever it hears one of its own, with twenty under way: until the server ends the stream.
    private static async Task<List<string>> TalkAsync(RawClient client, string own, TaskCompletionSource underWay)
    {
        var heard = new List<string>();
        var next = 0;
        while (next < 20) await client.SendAsync($"{next++}");
        while (await client.ReadAsync() is { } frame)
        {
            heard.Add(frame);
            if (heard.Count == 3000) underWay.TrySetResult();
            if (frame.StartsWith(own, StringComparison.Ordinal)) await client.TrySendAsync($"{next++}");
        }
        return heard;
    }
}
