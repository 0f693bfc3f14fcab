using System.Text;

namespace RxChat.Server.Tests;

/// <summary>What the model's clients see.</summary>
public class NulWireTests
{
    [Fact]
    public async Task A_message_reaches_everyone_as_host_port_and_text_the_sender_included()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (a, b, c) = (await Settled(server), await Settled(server), await Settled(server));
        await a.SendAsync("hello");
        foreach (var client in new[] { a, b, c }) await client.ExpectAsync($"{a.Address}: hello");
        await b.SendAsync("hello yourself: 1: 2");
        foreach (var client in new[] { a, b, c }) await client.ExpectAsync($"{b.Address}: hello yourself: 1: 2");
    }

    [Fact]
    public async Task A_client_that_only_talks_is_told_nothing_but_messages()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var talker = await server.NulAsync();
        await talker.SendAsync("in");
        await talker.ExpectAsync($"{talker.Address}: in");

        var alice = await server.LineAsync("alice");
        await alice.SendAllAsync(["/join tea", "/who", "/leave tea", "/nonsense", "one"]);
        var passing = await server.LineAsync();
        await passing.SendAsync("/quit");
        await alice.ReadUntilAsync($"* {passing.Guest} left");
        await alice.SendAsync("two");

        await talker.ExpectAsync("alice: one", "alice: two");
    }

    [Fact]
    public async Task All_clients_see_all_messages_in_one_order()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var clients = new List<RawClient>();
        for (var i = 0; i < 8; i++) clients.Add(await Settled(server));

        await Task.WhenAll(clients.Select(async client =>
        {
            for (var i = 0; i < 50; i++) await client.SendAsync($"{i}");
        }));

        var first = await Take(clients[0], 400);
        first.Should().BeEquivalentTo(clients.SelectMany(client =>
            Enumerable.Range(0, 50).Select(i => $"{client.Address}: {i}")));
        foreach (var client in clients)
        {
            first.FindAll(frame => frame.StartsWith(client.Address, StringComparison.Ordinal))
                .Should().Equal(Enumerable.Range(0, 50).Select(i => $"{client.Address}: {i}"));
            if (client != clients[0]) (await Take(client, 400)).Should().Equal(first);
        }
        await clients[3].SendAsync("end");
        foreach (var client in clients) await client.ExpectAsync($"{clients[3].Address}: end");
    }

    [Fact]
    public async Task Bytes_may_come_one_by_one()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var client = await Settled(server);
        foreach (var one in Encoding.UTF8.GetBytes("grüße 👋\0ok\0")) await client.SendBytesAsync(new[] { one });
        await client.ExpectAsync($"{client.Address}: grüße 👋", $"{client.Address}: ok");
    }

    [Fact]
    public async Task Many_messages_may_come_in_one_packet()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (client, other) = (await Settled(server), await Settled(server));
        var texts = Enumerable.Range(0, 1000).Select(i => $"message {i}").ToList();
        await client.SendAllAsync(texts);
        await client.ExpectAsync([.. texts.Select(text => $"{client.Address}: {text}")]);
        await other.ExpectAsync([.. texts.Select(text => $"{client.Address}: {text}")]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_packet_may_end_inside_a_four_byte_character(int bytes)
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (client, other) = (await Settled(server), await Settled(server));
        var wave = Encoding.UTF8.GetBytes("👋");
        await client.SendBytesAsync(new byte[] { (byte)'a' }.Concat(wave[..bytes]).ToArray());
        // The other's turn comes after the half character was received.
        await other.SendAsync("meanwhile");
        await client.ExpectAsync($"{other.Address}: meanwhile");
        await client.SendBytesAsync(wave[bytes..].Concat("b\0"u8.ToArray()).ToArray());
        await other.ExpectAsync($"{other.Address}: meanwhile", $"{client.Address}: a👋b");
    }

    [Fact]
    public async Task A_message_of_exactly_the_largest_size_passes()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var client = await Settled(server);
        var text = new string('x', 65536);
        await client.SendAsync(text);
        await client.ExpectAsync($"{client.Address}: {text}");
    }

    [Fact]
    public async Task A_name_that_was_taken_stands_instead_of_the_address()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var client = await Settled(server);
        await client.SendAllAsync(["/name alice", "hello"]);
        await client.ExpectAsync($"* {client.Address} is now alice", "alice: hello");
    }

    [Fact]
    public async Task Guests_on_ipv6_are_in_brackets()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "there is no IPv6 here");
        await using var server = await RxChatProcess.ServeOnAsync(["nul://[::1]:0"]);
        server.Endpoints[0].Host.Should().Be("[::1]");
        var client = await server.NulAsync(from: "::1");
        await client.SendAsync("hello");
        client.Address.Should().StartWith("[::1]:");
        await client.ExpectAsync($"{client.Address}: hello");
    }

    private static async Task<RawClient> Settled(RxChatProcess server)
    {
        var client = await server.NulAsync();
        await client.SettleAsync();
        return client;
    }

    private static async Task<List<string>> Take(RawClient client, int count)
    {
        var frames = new List<string>();
        while (frames.Count < count) frames.Add(await client.ReadAsync() ?? "the end");
        return frames;
    }
}
