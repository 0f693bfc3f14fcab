using System.Globalization;

namespace RxChat.Server.Tests;

/// <summary>What a client is owed by the transport, whatever it or the system does at the wrong moment.</summary>
public class TransportTests
{
    private const string TooSlow = "* you read too slowly: more than 66560 bytes waited";

    private static readonly string s_text = new('x', 10_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_word_during_the_drain_costs_a_slow_reader_nothing(bool says)
    {
        await using var server = await RxChatProcess.ServeAsync("--drain", "20");
        var slow = await server.NulAsync(receiveBuffer: 4096);
        await slow.SettleAsync();
        var talker = await TalkerAsync(server);
        for (var i = 0; i < 20; i++) await SayAsync(talker, i);
        server.Send(Signal.Terminate);
        await talker.ReadUntilAsync("* the server is stopping");
        if (says) await slow.SendAsync("still here?");

        var heard = await slow.ReadToEndAsync();
        heard.Where(frame => frame.StartsWith("talker: ", StringComparison.Ordinal)).Should().HaveCount(20);
        heard[^1].Should().Be("* the server is stopping");
        talker.Dispose();
        (await server.ExitAsync()).Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_reads_too_slowly_is_told_so_whatever_it_says(bool says)
    {
        await using var server = await RxChatProcess.ServeAsync(
            "--backlog", "66560", "--max-frame", "60000", "--drain", "20");
        var slow = await server.NulAsync(receiveBuffer: 4096);
        await slow.SettleAsync();
        var talker = await TalkerAsync(server);
        var disconnected = server.LogLineAsync("you read too slowly");
        for (var i = 0; !disconnected.IsCompleted; i++) await SayAsync(talker, i);
        if (says) await slow.SendAsync("hello?");

        var heard = await slow.ReadToEndAsync();
        heard[^1].Should().Be(TooSlow);
        heard.Where(frame => frame.StartsWith("talker: ", StringComparison.Ordinal))
            .Should().OnlyContain(frame => frame.EndsWith(s_text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_ends_its_stream_and_reads_later_gets_what_was_said_until_then()
    {
        await using var server = await RxChatProcess.ServeAsync("--drain", "20", "--backlog", "8MiB");
        var late = await server.NulAsync(receiveBuffer: 4096);
        await late.SettleAsync();
        var talker = await TalkerAsync(server);
        var watcher = await server.LineAsync();
        var left = watcher.ReadUntilAsync(IsLast(" left"), "that it has left");
        const int said = 350;
        for (var i = 0; i < said; i++) await SayAsync(talker, i);
        late.FinishSending();
        await left;

        var heard = await late.ReadToEndAsync();
        heard.Where(frame => frame.StartsWith("talker: ", StringComparison.Ordinal)).Should().HaveCount(said);
    }

    [Fact]
    public async Task Who_is_held_and_resets_says_no_more()
    {
        await using var server = await RxChatProcess.ServeAsync("--rate", "10");
        var watcher = await server.LineAsync("watcher");
        var ghost = await server.NulAsync();
        await ghost.SendAllAsync(["/name ghost", .. Enumerable.Range(0, 2000).Select(i => $"{i}")]);
        await watcher.ReadUntilAsync("ghost: 1");
        ghost.Reset();

        var after = await watcher.ReadUntilAsync("* ghost left");
        after.Should().HaveCountLessThan(100, "it was 10 a second, for a second or two until it is seen to be gone");
        await watcher.SendAsync("/who");
        await watcher.ExpectAsync("* in lobby: watcher");
    }

    [Fact]
    public async Task A_process_that_was_stopped_takes_nobodys_silence_for_its_own()
    {
        await using var server = await RxChatProcess.ServeAsync("--idle", "2");
        var clients = new List<RawClient>();
        for (var i = 0; i < 50; i++)
        {
            clients.Add(await server.NulAsync());
            await clients[i].SettleAsync();
        }
        // Real time has to pass for the process: nothing happens in it that could be waited for.
        using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1));
        server.Send(new Signal(19));
        for (var second = 0; second < 3; second++)
        {
            await Task.WhenAll(clients.Select(client => client.SendAsync("I am here")));
            await seconds.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        server.Send(new Signal(18));
        await clients[0].SendAsync("all of you?");

        foreach (var client in clients)
            await client.ReadUntilAsync(IsLast("all of you?"), "the last word");
    }

    private static Func<string, bool> IsLast(string words) => frame => frame.EndsWith(words, StringComparison.Ordinal);

    private static async Task<RawClient> TalkerAsync(RxChatProcess server)
    {
        var talker = await server.NulAsync();
        await talker.SendAsync("/name talker");
        await talker.SettleAsync();
        return talker;
    }

    private static async Task SayAsync(RawClient talker, int number)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{number:0000} {s_text}");
        await talker.SendAsync(text);
        await talker.ReadUntilAsync($"talker: {text}");
    }
}
