namespace RxChat.Server.Tests;

/// <summary>
/// However many there are: on .NET's sockets a few connections are waited for in another way than many, and on epoll
/// one system call sends to 64 of them.
/// </summary>
public class FewAndManyTests
{
    [Fact]
    public async Task Few_become_many_and_few_again_and_nothing_is_lost()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var clients = new List<RawClient>();
        foreach (var count in (int[])[3, 30, 45, 12, 33, 65, 130, 1, 64, 2])
        {
            while (clients.Count < count) clients.Add(await server.NulAsync());
            while (clients.Count > count)
            {
                clients[^1].Dispose();
                clients.RemoveAt(clients.Count - 1);
            }
            foreach (var client in clients) await client.SettleAsync();
            foreach (var client in clients) await client.SendAsync($"one of {count}");

            var heard = new List<List<string>>();
            foreach (var client in clients) heard.Add(await ReadAsync(client, count));
            heard.Should().AllBeEquivalentTo(heard[0], options => options.WithStrictOrdering());
            heard[0].Should().BeEquivalentTo(clients.Select(client => $"{client.Address}: one of {count}"));
        }
    }

    private static async Task<List<string>> ReadAsync(RawClient client, int count)
    {
        var frames = new List<string>();
        while (frames.Count < count) frames.Add(await client.ReadAsync() ?? throw new EndOfStreamException());
        return frames;
    }
}
