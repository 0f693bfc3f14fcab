using CsCheck;
using static RxChat.Tests.Chat.ChatTable;

namespace RxChat.Tests.Chat;

/// <summary>What each entry changes, and tells whom.</summary>
public class ApplyingTests
{
    private static readonly string[] s_words = ["tea", "Tea", "lobby", "x y", "bob", "alice", "guest-4"];
    private static readonly Person s_renamed = new(2, "bob");

    [Fact]
    public void Each_entry_tells_its_audience()
    {
        var said = new Said(Says(Alice, "hi"));
        (Entry, ChatEvent[])[] table =
        [
            (said, [new(said, Audience.In("lobby"))]),
            (new Arrived(new Person(4, "guest-4")), [new(new Arrived(new Person(4, "guest-4")), Audience.One(4))]),
            (new Joined(Carol, "lobby", 3), Both(new Joined(Carol, "lobby", 3), 3)),
            (new Left(Alice, "lobby", 1), Both(new Left(Alice, "lobby", 1), 1)),
            (new Renamed(Bob, s_renamed),
            [
                new(new Renamed(Bob, s_renamed), Audience.In("lobby", but: 2)),
                new(new Renamed(Bob, s_renamed), Audience.One(2)),
            ]),
            (new Whispered(Alice, Bob, "x"),
            [
                new(new Whispered(Alice, Bob, "x"), Audience.One(2)),
                new(new Whispered(Alice, Bob, "x"), Audience.One(1)),
            ]),
            (new Whispered(Alice, Alice, "x"), [new(new Whispered(Alice, Alice, "x"), Audience.One(1))]),
            (new Departed(Bob),
                [new(new Left(Bob, "lobby", 1), Audience.In("lobby")), new(new Departed(Bob), Audience.One(2))]),
            (new Departed(Bob, new InvalidUtf8()),
            [
                new(new Left(Bob, "lobby", 1), Audience.In("lobby", but: 2)),
                new(new Departed(Bob, new InvalidUtf8()), Audience.One(2)),
            ]),
            (new Stopping(), []),
        ];
        foreach (var (entry, events) in table) new ChatTable().Apply(entry).Should().Equal(events, "of {0}", entry);
    }

    [Fact]
    public void At_the_end_everyone_hears_it_and_is_done_and_nobodys_leaving_is_news()
    {
        var chat = new ChatTable(new Stopping());
        chat.Apply(new Stopped()).Should().Equal(
            new ChatEvent(new Stopped(), Audience.Everyone), new ChatEvent(new Departed(Alice), Audience.One(1)),
            new ChatEvent(new Departed(Bob), Audience.One(2)), new ChatEvent(new Departed(Carol), Audience.One(3)));
        (chat.State.People, chat.State.Rooms)
            .Should().BeEquivalentTo((new Dictionary<long, Presence>(), new Dictionary<string, Room>()));
    }

    [Fact]
    public void The_state_is_the_fold_of_the_entries_of_any_run() =>
        Run.Sample(
            steps =>
            {
                var (live, entries) = (new ChatTable(), new List<Entry>());
                foreach (var command in steps)
                {
                    if (live.Decide(command).Entry is not { } entry) continue;
                    entries.Add(entry);
                    live.Apply(entry);
                }
                // As they would be kept: written and read again.
                var kept = entries.Select(entry => (Entry)Codec.Read(Codec.Write(entry)).Value);
                new ChatTable([.. kept]).State.ToString().Should().Be(live.State.ToString());
            },
            iter: 2000);

    [Fact]
    public void In_any_run_names_are_one_persons_and_nobody_is_where_they_are_not() =>
        Run.Sample(
            steps =>
            {
                var chat = new ChatTable();
                foreach (var command in steps)
                {
                    if (chat.Decide(command).Entry is { } entry) chat.Apply(entry);
                    chat.State.ByName.Values.Should().BeEquivalentTo(chat.State.People.Values);
                    chat.State.ByName.Where(one => one.Key != one.Value.Person.Name).Should().BeEmpty();
                    chat.State.Rooms.Values.Where(room => room.Seats.Count == 0).Should().BeEmpty();
                    chat.State.Rooms.Values
                        .SelectMany(room => room.Seats.Items.Select(seat => (seat.Presence.Person.Id, room.Name)))
                        .Should().BeEquivalentTo(chat.State.People.Values
                            .SelectMany(one => one.Rooms.Select(room => (one.Person.Id, room))));
                }
            },
            iter: 300);

    private static Gen<Command[]> Run { get; } =
        Gen.Select(Gen.Int[0, 6], Gen.Long[1, 6], Gen.Int[0, 6].Select(n => s_words[n]))
            .Select((kind, by, word) => (Command)(kind switch
            {
                0 => new Connect(new Person(by + 3, $"guest-{by + 3}")) is var connect && by > 3
                    ? connect
                    : new ListRooms(by),
                1 or 2 => new JoinRoom(by, word),
                3 => new LeaveRoom(by, word),
                4 => new TakeName(by, word),
                5 => new Disconnect(by),
                _ => new Whisper(by, word, "x"),
            })).Array[0, 60].Select(Once);

    // A number is a client's for ever: it connects once.
    private static Command[] Once(Command[] commands) =>
        [.. commands.Where((command, n) => command is not Connect
            || commands.Take(n).All(before => before.By != command.By || before is not Connect))];

    private static ChatEvent[] Both(Entry entry, long id) =>
        [new(entry, Audience.In("lobby", but: id)), new(entry, Audience.One(id, "lobby"))];
}
