using System.Collections.Immutable;
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
                [
                    new(new Left(Bob, "lobby", 1, IsGone: true), Audience.In("lobby")),
                    new(new Departed(Bob), Audience.One(2)),
                ]),
            (new Departed(Bob, new InvalidUtf8()),
            [
                new(new Left(Bob, "lobby", 1, IsGone: true), Audience.In("lobby", but: 2)),
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
                foreach (var command in steps) entries.AddRange(live.Do(command));
                // As they would be kept: written and read again.
                var kept = entries.Select(entry => (Entry)Codec.Read(Codec.Write(entry)).Value);
                var again = new ChatTable([.. kept]);
                again.State.ToString().Should().Be(live.State.ToString());
                foreach (var history in live.State.Histories.All)
                    PageOf(again, history.Room).Should().Equal(PageOf(live, history.Room));
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
                    chat.Do(command);
                    foreach (var one in chat.State.People.Values)
                    {
                        chat.State.ByName[one.Person.Name].Should().BeSameAs(one.Holder);
                        Connections(one.Holder).Should().Contain(one);
                    }
                    chat.State.ByName.Values.SelectMany(Connections).Should().HaveCount(chat.State.People.Count);
                    chat.State.Accounts.Values.Should().BeEquivalentTo(
                        chat.State.ByName.Values.Where(one => one.Person.Account is not null),
                        options => options.ComparingByValue<Holder>());
                    chat.State.Accounts.Where(one => one.Key != one.Value.Person.Identity).Should().BeEmpty();
                    foreach (var room in chat.State.Rooms.Values)
                        room.Members.Should().Be(room.Seats.Items.DistinctBy(seat => seat.Presence.Holder).Count());
                    chat.State.Rooms.Values.Where(room => room.Seats.Count == 0).Should().BeEmpty();
                    chat.State.Rooms.Values
                        .SelectMany(room => room.Seats.Items.Select(seat => (seat.Presence.Person.Id, room.Name)))
                        .Should().BeEquivalentTo(chat.State.People.Values
                            .SelectMany(one => one.Rooms.Select(room => (one.Person.Id, room))));
                }
            },
            iter: 300);

    [Fact]
    public void In_any_run_numbers_are_dense_and_nothing_is_read_that_was_taken_back() =>
        Run.Sample(
            steps =>
            {
                var (chat, texts) = (new ChatTable(), new Dictionary<(string, long), string>());
                var gone = new HashSet<string>();
                foreach (var entry in steps.SelectMany(chat.Do))
                {
                    switch (entry)
                    {
                        case Said said:
                            texts[(said.In, said.Seq)] = said.Message.Text;
                            break;
                        case Edited edited:
                            gone.Add(texts[(edited.In, edited.Of.Seq)]);
                            texts[(edited.In, edited.Of.Seq)] = edited.Message.Text;
                            break;
                        case Removed removed:
                            gone.Add(texts[(removed.In, removed.Of.Seq)]);
                            texts[(removed.In, removed.Of.Seq)] = "";
                            break;
                    }
                }
                foreach (var history in chat.State.Histories.All)
                {
                    var page = PageOf(chat, history.Room);
                    page.Select(entry => entry.Seq).Should().Equal(
                        Enumerable.Range(0, page.Length).Select(n => history.First + n));
                    foreach (var said in page.OfType<Said>())
                        said.Message.Text.Should().Be(texts[(said.In, said.Seq)]);
                    page.Select(entry => HistoryRow.From(entry).Text).Where(text => text.Length > 0)
                        .Should().NotIntersectWith(gone);
                }
            },
            iter: 2000);

    private static List<Presence> Connections(Holder holder)
    {
        var all = new List<Presence>();
        for (var i = 0; i < holder.Connections.Count; i++) all.Add(holder.Connections[i]);
        return all;
    }

    private static ImmutableArray<Numbered> PageOf(ChatTable chat, string room) => chat.State.Histories.Of(room)!
        .Page(new HistoryQuery(room, 1, long.MaxValue, 1000, 1 << 20, FromEnd: false)).Entries;

    private static ChatMessage SaysAny(long by, string room, int number) =>
        new(new Person(by, $"p{by}", Identity: new Ulid((UInt128)(100 + by))), room, $"text {number}");

    private static Gen<Command[]> Run { get; } =
        Gen.Select(Gen.Int[0, 22], Gen.Long[1, 6], Gen.Int[0, 6].Select(n => s_words[n]), Gen.Int[0, 1 << 30])
            .Select((kind, by, word, any) => (Command)(kind switch
            {
                0 when by > 3 => new Connect(
                    new Person(by + 3, $"guest-{by + 3}", Identity: new Ulid((UInt128)(103 + by)))),
                0 => new ListRooms(by),
                1 or 2 => new JoinRoom(by, word),
                3 => new LeaveRoom(by, word),
                4 => new TakeName(by, word),
                5 => new Disconnect(by),
                6 or 7 => SaysAny(by, "lobby", any),
                8 or 9 => SaysAny(by, "lobby", any) with { Replaces = new Target(any % 8) },
                10 => new RemoveMessage(by, "lobby", new Target(any % 8), default),
                11 => new React(by, "lobby", new Target(any % 8), "🙂", any % 2 == 0, default),
                12 when any % 4 == 0 => new Expire("lobby", any % 8),
                12 => new SetTopic(by, "lobby", $"topic {any}", default),
                13 => new Whisper(by, word, "x"),
                14 or 15 => new GiveAccount(
                    new Login(by, "x", new Secret("x")), new AccountReply(Account: AccountOf(any % 3))),
                16 => new Logout(by),
                17 or 18 => new Moderate(by, "lobby", (ModerationAct)(1 + (any % 5)), word, "", null, "", default),
                19 => new Moderate(
                    by, "tea", ModerationAct.Role, word, any % 2 == 0 ? "owner" : "none", null, "", default),
                20 => new Whisper(by, $"acc{any % 3}", "between us", default, $"{any % 4}"),
                21 => new Ignore(by, word, any % 2 == 0),
                _ => any % 2 == 0 ? new BeAway(by, "lunch") : new MarkRead(by, "lobby", null),
            })).Array[0, 60].Select(Once);

    private static Account AccountOf(int number) =>
        new(new Ulid((UInt128)(200 + number)), $"acc{number}", number == 0, [], []);

    // A number is a client's for ever: it connects once.
    private static Command[] Once(Command[] commands) =>
        [.. commands.Where((command, n) => command is not Connect
            || commands.Take(n).All(before => before.By != command.By || before is not Connect))];

    private static ChatEvent[] Both(Entry entry, long id) =>
        [new(entry, Audience.In("lobby", but: id)), new(entry, Audience.One(id, "lobby"))];
}
