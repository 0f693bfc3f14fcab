namespace RxChat.Server.Tests;

[CollectionDefinition(nameof(Load), DisableParallelization = true)]
public class Load;

/// <summary>Many clients on both endpoints at once.</summary>
[Collection(nameof(Load))]
public class ThousandClientsTests
{
    private const int Clients = 1000;
    private const int Publishers = 8;
    private const int Messages = 50;

    [Fact]
    public async Task All_messages_of_eight_publishers_reach_a_thousand_clients_once_and_in_one_order()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var clients = new List<RawClient>();
        foreach (var batch in Enumerable.Range(0, Clients).Chunk(50))
            clients.AddRange(await Task.WhenAll(batch.Select(i => Join(server, i))));

        var hearing = clients.Select(HearAll).ToList();
        await Task.WhenAll(clients.Take(Publishers).Select(async client =>
        {
            for (var n = 0; n < Messages; n++) await client.SendAsync($"{n}");
            await client.SendAsync("end");
        }));

        var heard = (await Task.WhenAll(hearing)).Select(frames => frames.Where(IsSaid).ToList()).ToList();
        var all = Enumerable.Range(0, Publishers)
            .SelectMany(p => Enumerable.Range(0, Messages).Select(n => $"p{p}: {n}").Append($"p{p}: end"));
        heard[0].Should().BeEquivalentTo(all);
        heard.Should().OnlyContain(frames => frames.SequenceEqual(heard[0]));
    }

    // A publisher's end comes after all it said: when all ends were heard, nothing is under way any more.
    private static async Task<List<string>> HearAll(RawClient client)
    {
        var (ends, last) = (0, "");
        var frames = await client.ReadUntilAsync(
            frame => frame.EndsWith(": end", StringComparison.Ordinal) && IsLast(frame), "all ends");
        return [.. frames, last];

        bool IsLast(string end)
        {
            last = end;
            return ++ends == Publishers;
        }
    }

    private static bool IsSaid(string frame) => frame.StartsWith('p');

    private static async Task<RawClient> Join(RxChatProcess server, int i)
    {
        var client = i % 2 == 0 ? await server.NulAsync() : await server.LineUngreetedAsync();
        if (i < Publishers)
        {
            await client.SendAsync($"/name p{i}");
            await client.ReadUntilAsync(frame => frame.EndsWith($" is now p{i}", StringComparison.Ordinal), "its name");
        }
        await client.SettleAsync();
        return client;
    }
}
