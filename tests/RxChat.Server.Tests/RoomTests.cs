namespace RxChat.Server.Tests;

/// <summary>Who hears what, in rooms where both protocols meet.</summary>
public class RoomTests
{
    [Fact]
    public async Task Guests_are_addresses_on_nul_and_numbers_on_line()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (nul, line) = (await server.NulAsync(), await server.LineAsync());
        await nul.SendAsync("from nul");
        await nul.ExpectAsync($"{nul.Address}: from nul");
        await line.ReadUntilAsync($"{(line.Guest == "guest-1" ? "guest-2" : "guest-1")}: from nul");

        await line.SendAsync("from line");
        await line.ExpectAsync($"{line.Guest}: from line");
        await nul.ExpectAsync($"{line.Address}: from line");

        await line.SendAsync("/name bob");
        await line.ExpectAsync($"* {line.Guest} is now bob");
        await line.SendAsync("named");
        await line.ExpectAsync("bob: named");
        await nul.ExpectAsync("bob: named");
    }

    [Fact]
    public async Task Private_messages_cross_the_protocols()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var nul = await server.NulAsync();
        await nul.SettleAsync();
        var alice = await server.LineAsync("alice");
        await alice.SendAsync("/msg guest-1 psst");
        await alice.ExpectAsync("you -> guest-1: psst");
        await nul.ExpectAsync("alice -> you: psst");
        await nul.SendAsync("/msg alice what?");
        await nul.ExpectAsync("you -> alice: what?");
        await alice.ExpectAsync("guest-1 -> you: what?");
    }

    [Fact]
    public async Task Nul_clients_move_between_rooms_too()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (nul, alice) = (await server.NulAsync(), await server.LineAsync("alice"));
        await nul.SettleAsync();
        await nul.SendAllAsync(["/name bob", "/join tea", "in tea"]);
        await nul.ExpectAsync($"* {nul.Address} is now bob", "* bob joined", "bob: in tea");
        await alice.SendAsync("in the lobby");
        await nul.ExpectAsync("[lobby] alice: in the lobby");
        await alice.SendAsync("/join tea");
        await alice.ReadUntilAsync("* alice joined");
        await alice.SendAsync("tea for two");
        await nul.ExpectAsync("alice: tea for two");
        await nul.SendAsync("/leave lobby");
        await nul.ExpectAsync("* bob left");
        await alice.SendAsync("/leave tea");
        await alice.ReadUntilAsync("* alice left");
        await alice.SendAsync("lobby again");
        await alice.ReadUntilAsync("alice: lobby again");
        await nul.SendAsync("end");
        await nul.ExpectAsync("bob: end");
    }

    [Fact]
    public async Task A_room_is_heard_by_its_members_only()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (alice, bob, carol) = (await server.LineAsync("alice"), await server.LineAsync("bob"),
            await server.LineAsync("carol"));
        await alice.SendAllAsync(["/join tea", "/leave lobby"]);
        await alice.ReadUntilAsync("[lobby] * alice left");
        await bob.SendAllAsync(["/join tea", "/leave lobby"]);
        await alice.ReadUntilAsync("* bob joined");
        await bob.ReadUntilAsync("[lobby] * bob left");
        await carol.ReadUntilAsync("* bob left");
        await alice.SendAsync("secret");
        await bob.ReadUntilAsync("alice: secret");
        await carol.SendAsync("end");
        (await carol.ReadUntilAsync("carol: end")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_room_of_another_case_is_the_same_room()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (alice, bob) = (await server.LineAsync("alice"), await server.LineAsync("bob"));
        await alice.SendAsync("/join Tea");
        await alice.ReadUntilAsync("* alice joined");
        await bob.SendAsync("/join tEA");
        await bob.ReadUntilAsync("* bob joined");
        await alice.SendAsync("hello");
        await bob.ExpectAsync("alice: hello");
    }

    [Fact]
    public async Task Comings_and_goings_in_a_crowd_are_told_as_numbers()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var watcher = await server.LineAsync();
        for (var i = 2; i <= 50; i++) await (await server.LineAsync()).SettleAsync();
        await watcher.ReadUntilAsync("* guest-50 joined");
        var late = await server.LineAsync();
        await late.SettleAsync();
        await watcher.ExpectAsync("* 1 joined");
        await late.SendAsync("/quit");
        await watcher.ExpectAsync("* 1 left");
        await late.ReadToEndAsync();
    }
}
