using BenchmarkDotNet.Attributes;
using RxChat.Sqlite;

namespace RxChat.Benchmarks;

/// <summary>What is asked of a room's history, however much was said in it: each takes as long.</summary>
public class HistoryBenchmarks
{
    private const string Room = "tea";
    private const int Bytes = 128 * 1024;

    private string _folder = "";
    private SqliteHistory _history = null!;

    [Params(10_000, 1_000_000)]
    public int Messages { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _folder = Directory.CreateTempSubdirectory("rxchat-benchmark").FullName;
        _history = SqliteHistory.Open(Path.Combine(_folder, "chat.db"));
        var person = new Person(1, "ann", Identity: new Ulid(1));
        for (var seq = 1; seq <= Messages; seq++)
        {
            var text = $"message {seq} of word{seq % 1000}";
            _history.Append(new Said(
                new ChatMessage(person, Room, text, DateTimeOffset.UnixEpoch.AddSeconds(seq)), seq,
                new Ulid((UInt128)seq)));
            // As the chat does: no more than so many wait.
            if (seq % 10_000 == 0) await LatestPage();
        }
        while ((await Search()).IndexedTo < Messages)
        {
            // Until the index has caught up.
        }
    }

    [Benchmark]
    public Task<HistoryPage> LatestPage() => PageAsync(1, long.MaxValue, 50, fromEnd: true);

    [Benchmark]
    public Task<HistoryPage> PageInTheMiddle() => PageAsync(Messages / 2, long.MaxValue, 50, fromEnd: false);

    [Benchmark]
    public Task<HistoryPage> ResumeOfTheLast100() => PageAsync(Messages - 99, Messages, 1000, fromEnd: false);

    [Benchmark]
    public Task<SearchPage> Search() =>
        _history.SearchAsync(new SearchQuery(Room, "message word7", long.MaxValue, 20, Bytes), default);

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _history.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<HistoryPage> PageAsync(long from, long to, int limit, bool fromEnd) =>
        _history.ReadAsync(new HistoryQuery(Room, from, to, limit, Bytes, fromEnd), default);
}
