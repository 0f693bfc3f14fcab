using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text.Json;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Filters;

/// <summary>What a message waits for comes, whatever has become of the filter that it came through.</summary>
public sealed class LateResultStories : IAsyncDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly SlowFile _file = new();

    [Fact]
    public void Though_the_filter_is_replaced_meanwhile()
    {
        MessageFilter passes = (messages, _) => messages.Select(message => message);
        var chat = new VirtualChat(new ChatServerOptions { History = _file, FilterForEveryone = passes });
        var ann = chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        // Whether it was said before the start is for the file to say.
        ann.Says("""{"type":"say","room":"tea","text":"hi","key":"k","ref":"1"}""");
        chat.Run(s_second);
        chat.Server.ReplaceFiltersAsync(null, passes).IsCompletedSuccessfully.Should().BeTrue();
        chat.Run(s_second);
        chat.At(chat.Now, _file.Answer);
        chat.Run(s_second);

        JsonFrames.Heard(ann.Texts).Should().Contain(one => IsOk(one));
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static bool IsOk(JsonElement told) =>
        told.GetProperty("type").GetString() == "ok" && told.GetProperty("ref").GetString() == "1";

    /// <summary>A history of one room that looks for a message until it is told that there is none.</summary>
    private sealed class SlowFile : IHistory
    {
        private readonly Subject<HistoryCommit> _commits = new();
        private readonly TaskCompletionSource<Said?> _found = new();
        private long _appended;

        public HistoryStart Start { get; } = new(["e"], [new HistoryRoom("tea", 5, [new HistoryFirst(0, 1)], [])]);

        public IObservable<HistoryCommit> Commits => _commits;

        public IObservable<Expired> Expirations => Observable.Never<Expired>();

        public void Append(Numbered entry) => _commits.OnNext(new HistoryCommit(++_appended, IsKept: true));

        public Task<HistoryPage> ReadAsync(HistoryQuery query, CancellationToken cancellation) =>
            Task.FromResult(new HistoryPage(query.Room, [], HasMore: false));

        public async Task<Said?> FindAsync(SaidQuery query, CancellationToken cancellation) => await _found.Task;

        public void Answer() => _found.SetResult(null);

        public Task<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellation) =>
            Task.FromResult(new SearchPage(query.Room, query.Words, [], HasMore: false, 0));

        public ValueTask DisposeAsync()
        {
            _commits.Dispose();
            return default;
        }
    }
}
