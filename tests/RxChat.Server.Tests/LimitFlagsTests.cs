using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>
/// What each limit of the command line does; those on bytes and silence are with the hostile and the frozen.
/// </summary>
public class LimitFlagsTests
{
    [Fact]
    public async Task Max_name_and_max_room_count_characters()
    {
        await using var server = await RxChatProcess.ServeAsync("--max-name", "5", "--max-room", "4");
        var client = await server.LineAsync();
        await client.SendAllAsync(
            ["/name sixsix", "/name ööööö𐐀", "/name öööö𐐀", "/join tea-5", "/join tea𐐀"]);
        await client.ExpectAsync(
            "* a name has at most 5 characters", "* a name has at most 5 characters",
            $"* {client.Guest} is now öööö𐐀", "* a room has at most 4 characters", "* öööö𐐀 joined");
    }

    [Fact]
    public async Task By_default_a_name_has_32_and_a_room_64_characters()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var client = await server.LineAsync();
        var (name, room) = (new string('n', 32), new string('r', 64));
        await client.SendAllAsync([$"/name {name}n", $"/name {name}", $"/join {room}r", $"/join {room}"]);
        await client.ExpectAsync(
            "* a name has at most 32 characters", $"* {client.Guest} is now {name}",
            "* a room has at most 64 characters", $"* {name} joined");
    }

    [Fact]
    public async Task Max_rooms_per_client_counts_the_lobby()
    {
        await using var server = await RxChatProcess.ServeAsync("--max-rooms-per-client", "2");
        var client = await server.LineAsync("alice");
        await client.SendAllAsync(["/join tea", "/join coffee"]);
        await client.ExpectAsync("* alice joined");
        (await client.ReadAsync()).Should().StartWith("* you may be in at most 2 rooms");
        await client.SendAllAsync(["/leave lobby", "/join coffee", "/who"]);
        await client.ReadUntilAsync("* in coffee: alice");
    }

    [Fact]
    public async Task Who_comes_over_max_connections_is_told_so_and_the_place_is_free_again_later()
    {
        await using var server = await RxChatProcess.ServeAsync("--max-connections", "2");
        var (watcher, leaving) = (await server.LineAsync(), await server.LineAsync());
        foreach (var refused in new[] { await server.NulAsync(), await server.LineUngreetedAsync() })
        {
            await refused.TrySendAsync("let me in");
            (await refused.ReadToEndAsync()).Should().Equal("* the server is full, at most 2 may be connected");
        }
        await leaving.SendAsync("/quit");
        await leaving.ReadToEndAsync();
        leaving.Dispose();
        await watcher.ReadUntilAsync($"* {leaving.Guest} left");
        await server.LineAsync();
    }

    [Fact]
    public async Task Max_connections_per_address_counts_each_address_when_it_is_set()
    {
        await using var server = await RxChatProcess.ServeAsync("--max-connections-per-address", "1");
        await server.LineAsync();
        var second = await server.LineUngreetedAsync();
        (await second.ReadToEndAsync()).Should().ContainSingle().Which.Should()
            .StartWith("* too many connections from 127.0.0.1");
        var elsewhere = await server.LineUngreetedAsync(from: "127.0.0.2");
        await elsewhere.ReadGreetingAsync();
    }

    [Fact]
    public async Task Without_limits_of_its_own_loopback_has_neither_a_rate_nor_a_number_of_connections()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var clients = new List<RawClient>();
        for (var i = 0; i < 70; i++) clients.Add(await server.LineAsync());
        var watch = Stopwatch.StartNew();
        await clients[0].SendAllAsync(Enumerable.Range(0, 5000).Select(n => $"{n}"));
        await clients[0].ReadUntilAsync($"{clients[0].Guest}: 4999");
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20), "at 50 a second they take 99 s");
    }

    [Fact]
    public async Task Rate_lets_a_burst_through_and_then_so_many_a_second_and_loses_nothing()
    {
        await using var server = await RxChatProcess.ServeAsync("--rate", "4");
        var client = await server.NulAsync();
        var watch = Stopwatch.StartNew();
        await client.SendAllAsync(Enumerable.Range(0, 8).Select(n => $"{n}"));
        await client.ExpectAsync([.. Enumerable.Range(0, 8).Select(n => $"{client.Address}: {n}")]);
        watch.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(0.99),
            "the four beyond the burst wait a quarter of a second each");
    }

    [Fact]
    public async Task Rate_holds_nobody_else_up()
    {
        await using var server = await RxChatProcess.ServeAsync("--rate", "1");
        var (hasty, other) = (await server.NulAsync(), await server.NulAsync());
        await hasty.SendAllAsync(Enumerable.Range(0, 100_000).Select(n => $"{n}"));
        hasty.Reset();
        await other.SendAsync("me");
        await other.ReadUntilAsync($"{other.Address}: me");
    }

    [Fact]
    public async Task Idle_closes_who_said_nothing_for_so_long()
    {
        await using var server = await RxChatProcess.ServeAsync("--idle", "1");
        var (line, nul) = (await server.LineAsync(), await server.NulAsync());
        await nul.SendAsync("hello");
        (await nul.ReadToEndAsync()).Should().StartWith($"{nul.Address}: hello").And.EndWith("* nothing came for 1 s");
        (await line.ReadToEndAsync()).Should().EndWith("* nothing came for 1 s");
    }

    [Theory]
    [InlineData("--hide-addresses")]
    [InlineData("--hide-addresses=true")]
    [InlineData("--hide-addresses=on")]
    public async Task Hide_addresses_makes_guests_of_everyone_on_every_protocol(string flag)
    {
        await using var server = await RxChatProcess.ServeAsync(flag);
        var line = await server.LineAsync();
        var nul = await server.NulAsync();
        await nul.SendAllAsync(["hello", "/who", "/name bob"]);
        await nul.ExpectAsync("guest-2: hello", "* in lobby: guest-1, guest-2", "* guest-2 is now bob");
        await line.ReadUntilAsync("guest-2: hello");
    }

    [Fact]
    public async Task Off_can_be_said_as_the_document_says_it()
    {
        await using var server = await RxChatProcess.ServeAsync("--hide-addresses", "off");
        var nul = await server.NulAsync();
        await nul.SendAsync("hello");
        await nul.ExpectAsync($"{nul.Address}: hello");
    }

    [Theory]
    [InlineData("flag")]
    [InlineData("variable")]
    [InlineData("file")]
    public async Task History_none_is_accepted(string place)
    {
        using var file = new ConfigFile(place == "file" ? """{"history": "none"}""" : "{}");
        string[] given = place == "flag" ? ["--history", "none"] : [];
        var environment = new Dictionary<string, string>();
        if (place == "variable") environment["RXCHAT_HISTORY"] = "none";
        await using var server = await RxChatProcess.ServeAsync(
            ["--listen", "line://127.0.0.1:0", "--config", file.Path, .. given], endpoints: 1, environment);
        await server.LineAsync("alice");
    }
}
