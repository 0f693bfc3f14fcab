namespace RxChat.Server.Tests;

/// <summary>What people see who type lines, word for word.</summary>
public class LineSessionTests
{
    [Fact]
    public async Task A_session_with_every_command()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var alice = await server.LineUngreetedAsync();
        await alice.ExpectAsync("* welcome, guest-1. /help lists the commands", "* guest-1 joined");
        await alice.SendAsync("/name alice");
        await alice.ExpectAsync("* guest-1 is now alice");

        var bob = await server.LineUngreetedAsync();
        await bob.ExpectAsync("* welcome, guest-2. /help lists the commands", "* guest-2 joined");
        await alice.ExpectAsync("* guest-2 joined");
        await bob.SendAsync("/name Alice");
        await bob.ExpectAsync("* the name Alice is taken");
        await bob.SendAsync("/NAME bob");
        await Both("* guest-2 is now bob");

        await alice.SendAsync("hello");
        await Both("alice: hello");
        await alice.SendAsync("/who");
        await alice.ExpectAsync("* in lobby: alice, bob");

        await alice.SendAsync("/join tea");
        await alice.ExpectAsync("* alice joined");
        await alice.SendAsync("/rooms");
        await alice.ExpectAsync("* rooms: lobby (2), tea (1)");
        await alice.SendAsync("alone");
        await alice.ExpectAsync("alice: alone");
        await bob.SendAsync("where are you?");
        await bob.ExpectAsync("bob: where are you?");
        await alice.ExpectAsync("[lobby] bob: where are you?");
        await bob.SendAsync("/who tea");
        await bob.ExpectAsync("* in tea: alice");

        await alice.SendAsync("/msg bob here, in tea");
        await alice.ExpectAsync("you -> bob: here, in tea");
        await bob.ExpectAsync("alice -> you: here, in tea");
        await bob.SendAsync("/msg carol hello");
        await bob.ExpectAsync("* nobody is called carol");

        await alice.SendAsync("/leave");
        await alice.ExpectAsync("* alice left");
        await alice.SendAsync("back");
        await Both("alice: back");
        await alice.SendAsync("/leave lobby");
        await Both("* alice left");
        await alice.SendAsync("hello?");
        await alice.ExpectAsync("* you are in no room, /join one");
        await alice.SendAsync("/join lobby");
        await Both("* alice joined");

        await alice.SendAsync("/dance");
        await alice.ExpectAsync("* unknown command /dance, try /help");
        await alice.SendAsync("//dance");
        await Both("alice: /dance");
        await alice.SendAsync("/quit");
        (await alice.ReadToEndAsync()).Should().BeSubsetOf(["* alice left"]);
        await bob.ExpectAsync("* alice left");
        await bob.SendAsync("bye");
        await bob.ExpectAsync("bob: bye");

        async Task Both(string line)
        {
            await alice.ExpectAsync(line);
            await bob.ExpectAsync(line);
        }
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var alice = await server.LineAsync("alice");
        await alice.SendAllAsync(["/help", "end"]);
        var help = await alice.ReadUntilAsync("alice: end");
        help.Should().OnlyContain(line => line.StartsWith("* ", StringComparison.Ordinal));
        foreach (var command in new[] { "/name", "/join", "/leave", "/who", "/rooms", "/msg", "/quit", "//" })
            help.Should().Contain(line => line.Contains(command));
    }

    [Fact]
    public async Task Commands_are_read_in_any_case()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var client = await server.LineAsync();
        await client.SendAllAsync(["/NaMe alice", "/JOIN Tea", "/wHo", "/Rooms", "/LEAVE"]);
        await client.ExpectAsync(
            $"* {client.Guest} is now alice", "* alice joined", "* in Tea: alice", "* rooms: lobby (1), Tea (1)",
            "* alice left");
    }

    [Fact]
    public async Task Lines_may_end_in_carriage_return_and_line_feed()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var alice = await server.LineAsync("alice");
        await alice.SendBytesAsync("one\r\ntwo\n\r\n\n/who\r\nthree\r"u8.ToArray());
        await alice.ExpectAsync("alice: one", "alice: two", "* in lobby: alice");
        await alice.SendBytesAsync("\n"u8.ToArray());
        await alice.ExpectAsync("alice: three");
    }

    [Theory]
    [InlineData("/name")]
    [InlineData("/join")]
    [InlineData("/msg")]
    [InlineData("/msg alice")]
    [InlineData("/")]
    [InlineData("/ name alice")]
    [InlineData("/nameless")]
    public async Task A_command_that_is_not_whole_is_answered_and_never_said(string command)
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (alice, bob) = (await server.LineAsync("alice"), await server.LineAsync("bob"));
        await bob.SendAllAsync([command, "end"]);
        (await bob.ReadUntilAsync("bob: end")).Should().ContainSingle().Which.Should().StartWith("* ");
        (await alice.ReadUntilAsync("bob: end")).Should().Equal("* guest-2 joined", "* guest-2 is now bob");
    }

    [Fact]
    public async Task Spaces_in_a_private_message_stay_and_a_message_to_oneself_is_told_once()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var alice = await server.LineAsync("alice");
        await alice.SendAllAsync(["/msg alice  a  b ", "end"]);
        (await alice.ReadUntilAsync("alice: end")).Should().ContainSingle().Which.Should().Contain("a  b");
    }
}
