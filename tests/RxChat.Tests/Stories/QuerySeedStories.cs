using System.Collections.Immutable;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text.Json;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Stories;

/// <summary>What a query begins with is in memory and, before that, in the file: no gap, no double.</summary>
public sealed class QuerySeedStories : IAsyncDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly SlowHistory _file = new(entries: 30);
    private readonly VirtualChat _chat;
    private readonly VirtualClient _bob;

    public QuerySeedStories()
    {
        _chat = new VirtualChat(new ChatServerOptions { History = _file });
        _bob = _chat.Connect("bob", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        _chat.Run(s_second);
    }

    [Fact]
    public void What_is_said_while_the_file_is_read_is_there_once()
    {
        Say("31");
        var ann = Ask("in tea | last 100");
        _chat.Run(s_second);
        Say("32");
        Say("33");
        _chat.Run(s_second);
        Results(ann).Should().BeEmpty("it is still read");
        _file.Answer();
        Say("34");
        _chat.Run(s_second);
        Say("35");
        _chat.Run(s_second);

        Texts(ann).Should().Equal(Enumerable.Range(1, 35).Select(n => $"{n}"));
        Results(ann).Should().HaveCount(3);
    }

    [Fact]
    public void A_page_that_memory_has_moved_away_from_is_not_used()
    {
        var ann = Ask("in tea | last 100");
        _chat.Run(s_second);
        for (var n = 31; n <= 1500; n++) Say($"{n}");
        _chat.Run(s_second);
        _file.Answer();
        _chat.Run(s_second);

        Texts(ann).Should().Equal(Enumerable.Range(1401, 100).Select(n => $"{n}"));
    }

    [Fact]
    public void A_window_that_began_before_the_server_is_counted_from_the_file_and_read_once_for_all()
    {
        Say("31");
        var ann = Ask("in tea | count per 1m");
        _chat.Run(s_second);
        _file.Answer();
        _chat.Run(s_second);
        var bob = Ask("in tea | count per 1m");
        _chat.Run(TimeSpan.FromMinutes(1));

        foreach (var client in new[] { ann, bob })
            Results(client).Select(one => one.GetProperty("count").GetInt32()).Should().Equal(30, 1);
        _file.Reads.Should().Be(1);
    }

    [Fact]
    public void What_cannot_be_read_is_not_counted_and_since_says_so()
    {
        var ann = Ask("in tea | count per 1m");
        _chat.Run(s_second);
        _file.Fail();
        Say("31");
        _chat.Run(TimeSpan.FromMinutes(1));

        var counted = Results(ann).Should().ContainSingle().Subject;
        counted.GetProperty("count").GetInt32().Should().Be(1);
        counted.GetProperty("since").GetString().Should().Be("2026-01-01T00:00:02.000Z");
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private VirtualClient Ask(string q) => _chat.Connect(q, scheme: "json")
        .Says(JsonSerializer.Serialize(new { type = "query", q }));

    private void Say(string text) => _bob.Says(JsonSerializer.Serialize(new { type = "say", room = "tea", text }));

    private static IEnumerable<JsonElement> Results(VirtualClient client) => JsonFrames.Heard(client.Texts)
        .Where(one => one.GetProperty("type").GetString() == "result");

    private static IEnumerable<string?> Texts(VirtualClient client) => Results(client)
        .SelectMany(result => result.GetProperty("messages").EnumerateArray())
        .Select(message => message.GetProperty("text").GetString());

    /// <summary>A history of the minute before the chat starts, which answers when it is told to.</summary>
    private sealed class SlowHistory(int entries) : IHistory
    {
        private readonly Subject<HistoryCommit> _commits = new();
        private readonly List<(HistoryQuery Query, TaskCompletionSource<HistoryPage> Page)> _asked = [];
        private long _appended;

        public int Reads { get; private set; }

        public HistoryStart Start { get; } =
            new(["e"], [new HistoryRoom("tea", entries, [new HistoryFirst(0, 1)], [])]);

        public IObservable<HistoryCommit> Commits => _commits;

        public IObservable<Expired> Expirations => Observable.Never<Expired>();

        public void Append(Numbered entry) => _commits.OnNext(new HistoryCommit(++_appended, IsKept: true));

        public Task<HistoryPage> ReadAsync(HistoryQuery query, CancellationToken cancellation)
        {
            Reads++;
            _asked.Add((query, new TaskCompletionSource<HistoryPage>()));
            return _asked[^1].Page.Task;
        }

        public void Answer()
        {
            foreach (var (query, page) in _asked) page.SetResult(PageOf(query));
            _asked.Clear();
        }

        public void Fail()
        {
            foreach (var (_, page) in _asked) page.SetException(new IOException("a bad disk"));
            _asked.Clear();
        }

        public Task<Said?> FindAsync(SaidQuery query, CancellationToken cancellation) => Task.FromResult<Said?>(null);

        public Task<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellation) =>
            Task.FromResult(new SearchPage(query.Room, query.Words, [], HasMore: false, 0));

        public ValueTask DisposeAsync() => default;

        private static HistoryPage PageOf(HistoryQuery query)
        {
            Numbered[] all = [.. Enumerable.Range(1, (int)query.To).Select(n => new Said(
                new ChatMessage("ann", "tea", $"{n}"), n,
                Ulid.Of(VirtualChat.Start - TimeSpan.FromSeconds(32 - n), new byte[10])))];
            var page = all.Skip((int)query.From - 1).TakeLast(query.Limit).ToImmutableArray();
            return new HistoryPage("tea", page, page.Length < all.Length);
        }
    }
}
