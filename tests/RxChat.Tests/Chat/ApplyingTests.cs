using CsCheck;
using static RxChat.Tests.Chat.ChatTable;

namespace RxChat.Tests.Chat;

/// <summary>What each entry changes, and tells whom.</summary>
public class ApplyingTests
{
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
        AnyRun.Gen.Sample(
            steps =>
            {
                var (live, entries) = (new ChatTable(), new List<Entry>());
                foreach (var command in steps) entries.AddRange(live.Do(command));
                // As they would be kept: written and read again.
                var kept = entries.Select(entry => (Entry)Codec.Read(Codec.Write(entry)).Value);
                var again = new ChatTable([.. kept]);
                again.State.ToString().Should().Be(live.State.ToString());
                foreach (var history in live.State.Histories.All)
                    again.PageOf(history.Room).Should().Equal(live.PageOf(history.Room));
            },
            iter: 2000);

    [Fact]
    public void In_any_run_names_are_one_persons_and_nobody_is_where_they_are_not() =>
        AnyRun.Gen.Sample(
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
        AnyRun.Gen.Sample(
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
                    var page = chat.PageOf(history.Room);
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

    private static ChatEvent[] Both(Entry entry, long id) =>
        [new(entry, Audience.In("lobby", but: id)), new(entry, Audience.One(id, "lobby"))];
}
