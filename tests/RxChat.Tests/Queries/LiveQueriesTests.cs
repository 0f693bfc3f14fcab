using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat.Tests.Queries;

/// <summary>A query is one subscription, however many have it, and none when nobody has.</summary>
public sealed class LiveQueriesTests : IDisposable
{
    private static readonly Person s_ann = new(1, "ann"), s_bob = new(2, "bob");

    private readonly HistoricalScheduler _time = new(VirtualChat.Start);
    private readonly Ulids _ids = new(new Random(1));
    private readonly Subject<ChatEvent> _events = new();
    private readonly List<ChatEvent> _told = [];

    public LiveQueriesTests() => _events.Results(_time, e => throw e).Subscribe(_told.Add);

    public void Dispose() => _events.Dispose();

    [Fact]
    public void What_becomes_of_it_is_told_once_to_all_and_what_was_last_to_who_comes()
    {
        Begin(s_ann, 7, "in tea | count per 1s");
        Begin(s_bob, 7, "in tea | count per 1s");
        Say("tea");
        Say("milk");
        _time.AdvanceBy(TimeSpan.FromSeconds(1));
        Begin(s_bob, 7, "in tea | count per 1s");

        _told.Select(Short).Should().Equal("1 to ?7", "1 to 2");
    }

    [Fact]
    public void When_nobody_has_it_nothing_is_left_of_it()
    {
        Begin(s_ann, 7, "in tea, milk | quiet 5s");
        Begin(s_ann, 8, "in tea | count per 1s");
        Begin(s_ann, 9, "in tea");
        foreach (var id in new[] { 7, 8, 9 })
            _events.OnNext(new ChatEvent(new QueryClosed(id), Audience.In(QueryBegun.PlaceOf(id))));
        _told.Clear();
        Say("tea");
        // Which ends when nothing is due any more.
        _time.Start();
        _told.Should().BeEmpty();
    }

    [Fact]
    public void The_end_of_events_ends_everything()
    {
        Begin(s_ann, 8, "in tea | count per 1s");
        _events.OnCompleted();
        _time.Start();
        _told.Should().BeEmpty();
    }

    private void Begin(Person person, long id, string query) => _events.OnNext(new ChatEvent(
        new QueryBegun(person, id, query, query, [], _time.Now), Audience.One(person.Id)));

    private void Say(string room) => _events.OnNext(new ChatEvent(
        new Said(new ChatMessage("cid", room, "hello"), 1, _ids.Next(_time.Now)), Audience.In(room)));

    private static string Short(ChatEvent told) =>
        $"{((ResultCounts)told.Body).Count} to {told.To.Room}{(told.To.IsOne ? $"{told.To.Only}" : "")}";
}
