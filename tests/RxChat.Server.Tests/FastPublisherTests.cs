using System.Text;

namespace RxChat.Server.Tests;

/// <summary>A publisher that sends as fast as it can.</summary>
[Collection(nameof(Load))]
public class FastPublisherTests
{
    private static readonly int s_readers = Scale.Of(quick: 40, full: 199);
    private static readonly int s_bytes = Scale.Of(quick: 4_000_000, full: 20_000_000);

    [Fact]
    public async Task A_publisher_that_outruns_healthy_readers_is_slowed_and_nobody_disconnected()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var readers = new List<RawClient>();
        for (var i = 0; i < s_readers; i++)
        {
            readers.Add(await server.NulAsync());
            await readers[i].SettleAsync();
        }
        var publisher = await server.NulAsync();
        await publisher.SendAsync("/name pub");
        await publisher.ExpectAsync($"* {publisher.Address} is now pub");
        var text = new string('x', 999);
        var said = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{text}\0", s_bytes / 1000)) + "end\0");
        var heard = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"pub: {text}\0", s_bytes / 1000))
            + "pub: end\0");

        var hearing = readers.Append(publisher).Select(reader => reader.ExpectBytesAsync(heard));
        await Task.WhenAll([publisher.SendBytesAsync(said), .. hearing]);

        await readers[0].SendAsync("all here");
        foreach (var reader in readers.Append(publisher)) await reader.ExpectAsync($"{readers[0].Address}: all here");
    }
}
