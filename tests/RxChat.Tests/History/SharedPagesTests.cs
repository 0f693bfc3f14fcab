using RxChat.Sqlite;

namespace RxChat.Tests.History;

/// <summary>The file is asked once for what many ask for, and for what has changed again.</summary>
public sealed class SharedPagesTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-pages").FullName;
    private readonly Person _ann = new(1, "ann", Identity: new Ulid(7));
    private SqliteHistory _history = null!;
    private long _last;

    public ValueTask InitializeAsync()
    {
        _history = SqliteHistory.Open(Path.Combine(_folder, "chat.db"));
        for (var n = 0; n < 20; n++) Say($"text {n}");
        return default;
    }

    [Fact]
    public async Task Who_asks_for_the_same_gets_the_same_page_until_something_in_it_changes()
    {
        var first = await ReadAsync(1, 10);
        var many = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => ReadAsync(1, 10)));
        many.Should().AllSatisfy(page => page.Should().BeSameAs(first));
        Say("more");
        (await ReadAsync(1, 10)).Should().BeSameAs(first, "what was said is still there");

        _history.Append(new Removed("tea", _ann, new Target(5, new Ulid(5)), default, ++_last, new Ulid(99)));
        var after = await ReadAsync(1, 10);
        after.Should().NotBeSameAs(first);
        ((Said)after.Entries[4]).IsRemoved.Should().BeTrue();
        (await ReadAsync(1, 10)).Should().BeSameAs(after);
    }

    [Fact]
    public async Task A_page_to_which_more_may_come_is_read_each_time()
    {
        (await ReadAsync(15, 100)).Entries.Should().HaveCount(6);
        Say("more");
        (await ReadAsync(15, 100)).Entries.Should().HaveCount(7);
    }

    public async ValueTask DisposeAsync()
    {
        await _history.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Say(string text) => _history.Append(
        new Said(new ChatMessage(_ann, "ann", "tea", text, default), ++_last, new Ulid((UInt128)_last)));

    private Task<HistoryPage> ReadAsync(long from, long to) => _history.ReadAsync(
        new HistoryQuery("tea", from, to, 100, 1 << 20, FromEnd: false), default);
}
