namespace RxChat.Server.Tests;

/// <summary>However a client of the model's wire ends, the others go on.</summary>
public class NulEndingsTests
{
    [Fact]
    public async Task What_was_complete_before_the_end_of_stream_is_said_and_the_rest_is_dropped()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (leaving, staying) = (await server.NulAsync(), await server.NulAsync());
        await leaving.SettleAsync();
        await staying.SettleAsync();
        await leaving.SendBytesAsync("one\0two\0unfinished"u8.ToArray());
        leaving.FinishSending();
        (await leaving.ReadToEndAsync()).Should().Equal($"{leaving.Address}: one", $"{leaving.Address}: two");
        await staying.SendAsync("still here");
        await staying.ExpectAsync($"{leaving.Address}: one", $"{leaving.Address}: two",
            $"{staying.Address}: still here");
    }

    [Fact]
    public async Task A_client_that_only_sends_and_ends_is_heard()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var staying = await server.NulAsync();
        await staying.SettleAsync();
        for (var i = 0; i < 20; i++)
        {
            using var passing = await server.NulAsync();
            var address = passing.Address;
            await passing.SendAsync("hello");
            passing.FinishSending();
            await staying.ExpectAsync($"{address}: hello");
        }
    }

    [Fact]
    public async Task Resets_in_the_middle_of_frames_disturb_nobody()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var watcher = await server.LineAsync();
        var staying = await server.NulAsync();
        await staying.SettleAsync();
        for (var i = 0; i < 20; i++)
        {
            var breaking = await server.NulAsync();
            await breaking.SettleAsync();
            await breaking.SendBytesAsync("half a mess"u8.ToArray());
            breaking.Reset();
        }
        for (var left = 0; left < 20; left++)
            await watcher.ReadUntilAsync(frame => frame.EndsWith(" left", StringComparison.Ordinal),
                "a reset to be noticed");
        await staying.SendAsync("still here");
        await staying.ExpectAsync($"{staying.Address}: still here");
        await watcher.SendAsync("/rooms");
        await watcher.ReadUntilAsync("* rooms: lobby (2)");
    }

    [Fact]
    public async Task Clients_that_vanish_while_messages_pass_disturb_nobody()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var staying = await server.NulAsync();
        await staying.SettleAsync();
        var vanishing = new List<RawClient>();
        for (var i = 0; i < 30; i++)
        {
            vanishing.Add(await server.NulAsync());
            await vanishing[i].SettleAsync();
        }
        for (var i = 0; i < 300; i++)
        {
            await staying.SendAsync($"{i}");
            if (i % 10 != 5) continue;
            if (i % 20 == 5) vanishing[i / 10].Reset();
            else vanishing[i / 10].Dispose();
        }
        await staying.ExpectAsync([.. Enumerable.Range(0, 300).Select(i => $"{staying.Address}: {i}")]);
    }
}
