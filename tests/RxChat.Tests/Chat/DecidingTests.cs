using static RxChat.Tests.Chat.ChatTable;

namespace RxChat.Tests.Chat;

/// <summary>What becomes of each command.</summary>
public class DecidingTests
{
    private readonly ChatTable _chat = new();

    [Fact]
    public void Commands_that_may_be_are_entries()
    {
        var said = Says(Alice, "hi", "LOBBY");
        (Command, Entry)[] table =
        [
            (new Connect(new Person(4, "guest-4")), new Arrived(new Person(4, "guest-4"))),
            (said, new Said(said with { Room = "lobby" })),
            (new ChatMessage("bot", "Lobby", "hi"), new Said(new ChatMessage("bot", "lobby", "hi"))),
            (new JoinRoom(3, "LOBBY"), new Joined(Carol, "lobby", 3)),
            (new JoinRoom(1, "tea"), new Joined(Alice, "tea", 1)),
            (new LeaveRoom(1, "Lobby"), new Left(Alice, "lobby", 1)),
            (new TakeName(1, "Alice"), new Renamed(Alice, Alice with { Name = "Alice" })),
            (new TakeName(2, "bob"), new Renamed(Bob, Bob with { Name = "bob", Address = null })),
            (new Whisper(1, "GUEST-2", "psst"), new Whispered(Alice, Bob, "psst")),
            (new Whisper(1, "127.0.0.1:5002", "psst"), new Whispered(Alice, Bob, "psst")),
            (new Disconnect(2), new Departed(Bob)),
            (new Disconnect(2, new InvalidUtf8()), new Departed(Bob, new InvalidUtf8())),
            (new Stop(), new Stopping()),
        ];
        foreach (var (command, entry) in table)
        {
            _chat.Decide(command).Should().Be(
                entry is Said { Message: var message } ? new Decision(Message: message) : new Decision(entry),
                "of {0}", command);
        }
    }

    [Fact]
    public void Commands_that_may_not_be_are_refused()
    {
        var chat = new ChatTable
        {
            Limits = new ChatServerOptions { MaxRoomsPerClient = 1, MaxName = 5, MaxRoom = 6, MaxFrame = 8 },
        };
        (Command, Refusal)[] table =
        [
            (Says(Carol, "hi"), new NotSaid("lobby")),
            (Says(Alice, "hi", ""), new NoRoom()),
            (Says(Alice, "hi", "tea"), new NotSaid("tea")),
            (Says(Alice, "too long it is"), new TooLong(8)),
            (new JoinRoom(1, "tea"), new TooManyRooms(1)),
            (new JoinRoom(3, ""), new InvalidName(NameKind.Room, NameProblem.Missing, 6)),
            (new JoinRoom(3, "a room"), new InvalidName(NameKind.Room, NameProblem.Character, 6)),
            (new JoinRoom(3, "toolong"), new InvalidName(NameKind.Room, NameProblem.TooLong, 6)),
            (new LeaveRoom(3, "lobby"), new NotMember("lobby")),
            (new LeaveRoom(1, "tea"), new NotMember("tea")),
            (new TakeName(2, "ALICE"), new NameTaken("ALICE")),
            (new TakeName(1, "guest-9"), new InvalidName(NameKind.Person, NameProblem.TooLong, 5)),
            (new TakeName(1, "a b"), new InvalidName(NameKind.Person, NameProblem.Character, 5)),
            (new Whisper(1, "nobody", "x"), new NoSuchPerson("nobody")),
            (new ListMembers(1, "tea"), new NoSuchRoom("tea")),
            (new Refuse(1, new UnknownCommand("x")), new UnknownCommand("x")),
        ];
        foreach (var (command, refusal) in table) chat.Refused(command).Should().Be(refusal, "of {0}", command);
        _chat.Refused(new TakeName(1, "guest-9")).Should().Be(new NameTaken("guest-9"));
    }

    [Fact]
    public void Questions_are_answered()
    {
        _chat.Decide(new ListMembers(3, "lobby")).Answer.Should()
            .BeEquivalentTo(new MemberList("lobby", [Alice, Bob], 2));
        _chat.Decide(new JoinRoom(1, "lobby")).Answer
            .Should().BeEquivalentTo(new MemberList(
                "lobby", [Alice, Bob], 2, new Position("e2", 0)));
        _chat.Decide(new ListRooms(1)).Answer.Should().BeEquivalentTo(new RoomList([new RoomSize("lobby", 2)], 1));
        _chat.Decide(new Help(1, [])).Answer.Should().Be(new HelpText(HasMotd: false, []));
        _chat.Decide(new AskMotd(1)).Answer.Should().Be(new Motd(Text: null));
        _chat.Decide(new GiveMotd(1, "hello")).Answer.Should().Be(new Motd("hello"));
        _chat.Decide(new Notify(1, "note")).Answer.Should().Be(new Notice("note"));
    }

    [Fact]
    public void What_is_outside_the_chat_is_an_effect()
    {
        var chat = new ChatTable { Limits = new ChatServerOptions { Motd = _ => Task.FromResult("hello") } };
        chat.Decide(new AskMotd(1)).Should().Be(new Decision(Effect: new ReadMotd(1)));
        chat.Decide(new Help(1, [])).Answer.Should().Be(new HelpText(HasMotd: true, []));
    }

    [Fact]
    public void Nothing_comes_of_what_means_nothing()
    {
        Command[] nothing =
        [
            new JoinRoom(99, "lobby"), new Disconnect(99), new TakeName(1, "alice"), Says(Alice, ""),
            new ChatMessage("bot", "nowhere", "hi"), new ChatMessage("bot", "lobby", ""),
        ];
        foreach (var command in nothing) _chat.Decide(command).Should().Be(default(Decision), "of {0}", command);
    }

    [Fact]
    public void While_it_stops_nobody_comes_and_who_ends_stays_to_the_end()
    {
        var chat = new ChatTable(new Stopping());
        foreach (var command in new Command[] { new Connect(new Person(4, "guest-4")), new Disconnect(1), new Stop() })
            chat.Decide(command).Should().Be(default(Decision), "of {0}", command);
        chat.Decide(new Disconnect(1, new InvalidUtf8())).Entry.Should().Be(new Departed(Alice, new InvalidUtf8()));
        chat.Decide(Says(Alice, "still here")).Message.Should().NotBeNull();
    }
}
