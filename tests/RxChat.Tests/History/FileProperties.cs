using CsCheck;
using RxChat.Sqlite;
using RxChat.Tests.Chat;

namespace RxChat.Tests.History;

/// <summary>What is kept in a file is what is in memory, whatever is done and however often it is opened.</summary>
public sealed class FileProperties : IDisposable
{
    private static readonly int s_runs = Environment.GetEnvironmentVariable("RXCHAT_FULL") == "1" ? 2000 : 50;

    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-file").FullName;

    [Fact]
    public async Task A_file_has_what_memory_has_after_any_run_with_any_ends_within_it() =>
        await Gen.Select(AnyRun.Gen, Gen.Int[1, 60]).SampleAsync(
            async (steps, openFor) =>
            {
                var path = Path.Combine(_folder, $"{Guid.NewGuid()}.db");
                var live = new ChatTable();
                for (var from = 0; from == 0 || from < steps.Length; from += openFor)
                {
                    await using var history = SqliteHistory.Open(path);
                    foreach (var entry in steps.Skip(from).Take(openFor).SelectMany(live.Do).OfType<Numbered>())
                        history.Append(entry);
                }
                await IsAsInMemoryAsync(path, live);
            },
            iter: s_runs, threads: 1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task IsAsInMemoryAsync(string path, ChatTable live)
    {
        await using var history = SqliteHistory.Open(path);
        history.Start.Epochs.Should().ContainSingle("each end was a good one");
        var opened = new ChatState { Epochs = history.Start.Epochs };
        opened.Open(history.Start);
        var expected = live.State.Histories.All.Where(room => room.Last > 0).ToArray();
        opened.Histories.All.Select(room => (room.Room, room.Last, room.Topic)).Should().BeEquivalentTo(
            expected.Select(room => (room.Room, room.Last, room.Topic)));
        foreach (var room in expected)
        {
            var page = await history.ReadAsync(
                new HistoryQuery(room.Room, room.First, room.Last, 1000, 1 << 20, FromEnd: false), default);
            page.Entries.Select(HistoryRow.From).Should().Equal(live.PageOf(room.Room).Select(HistoryRow.From));
            Standing(opened, room.Room).Should().Equal(Standing(live.State, room.Room));
            var all = await history.ReadAsync(
                new HistoryQuery(room.Room, 1, long.MaxValue, 1000, 1 << 20, FromEnd: false), default);
            all.Entries.Select(entry => entry.Seq).Should().Equal(
                Enumerable.Range(1, (int)room.Last).Select(n => (long)n));
        }
    }

    private static IEnumerable<HistoryRow> Standing(ChatState state, string room) =>
        (state.Rules.GetValueOrDefault(room)?.Standing ?? []).Select(HistoryRow.From);
}
