using System.Collections.Immutable;

namespace RxChat;

/// <summary>What was said, for those who ask and those who come back. Pure; changes nothing.</summary>
internal static class Recalling
{
    /// <summary>The messages of a page, and the bytes of their names and texts.</summary>
    private const int MostPerPage = 1000, UsualPage = 50, MostBytes = 128 * 1024;

    /// <summary>Those that are told before the client has taken them.</summary>
    private const int MostPages = 8;

    /// <summary>The page that is asked for: after a number, before one, or the latest.</summary>
    public static Decision Page(ChatState state, string room, AskHistory ask, long readable, string shown)
    {
        var query = new HistoryQuery(
            room, Math.Max(readable, Math.Min(ask.After ?? 0, long.MaxValue - 1) + 1),
            (ask.Before ?? long.MaxValue) - 1,
            Math.Clamp(ask.Limit ?? UsualPage, 1, MostPerPage), MostBytes, FromEnd: ask.After is null);
        return state.Histories.Of(room) is not { } history ? new HistoryPage(shown, [], HasMore: false)
            : !state.Histories.IsBacked ? history.Page(query) with { Room = shown }
            : history.Covers(query) ? InFrontOfMore(history.Page(query), query) with { Room = shown }
            : new ReadHistory(ask.By, query, ask.Ref, shown);
    }

    // Memory ends where the file goes on: a page that begins with the first entry in memory may have more before it.
    private static HistoryPage InFrontOfMore(HistoryPage page, HistoryQuery query) =>
        query.FromEnd && page.Entries is [var first, ..] && first.Seq > query.From
            ? page with { HasMore = true } : page;

    /// <summary>
    /// What is told of all that was said since somebody heard the room, and what has to be done before the rest of it.
    /// </summary>
    public static (ImmutableArray<Answer> Told, Effect? First) Missed(
        ChatState state, string room, JoinRoom join, long readable, string shown)
    {
        var answers = ImmutableArray.CreateBuilder<Answer>();
        var (since, history) = (join.Since!.Value, state.Histories.Of(room));
        var after = Math.Max(0, since.Seq);
        if (SurvivedOf(state, history, since.Epoch) is var survived && after > survived)
        {
            after = survived;
            answers.Add(new Rewound(shown, survived));
        }
        if (history is not null && readable > after + 1 && after < history.Last)
        {
            var until = Math.Min(readable - 1, history.Last);
            answers.Add(new Missed(until - after, shown));
            after = until;
        }
        if (history is null || after >= history.Last) return (answers.ToImmutable(), null);
        if (history.First > after + 1)
        {
            if (state.Histories.IsBacked)
            {
                return (answers.ToImmutable(), new ReadMissed(From(after), Query(after, history.First - 1)));
            }
            answers.Add(new Missed(history.First - after - 1, shown));
            after = history.First - 1;
        }
        for (var pages = 0; after < history.Last; pages++)
        {
            if (pages == MostPages) return (answers.ToImmutable(), new AwaitTaken(From(after)));
            var page = history.Page(Query(after, history.Last));
            answers.Add(page with { Room = shown });
            after = page.Entries[^1].Seq;
        }
        return (answers.ToImmutable(), null);

        JoinRoom From(long seq) => join with { Room = shown, Since = new Position(null, seq) };

        HistoryQuery Query(long from, long to) => new(room, from + 1, to, MostPerPage, MostBytes, FromEnd: false);
    }

    /// <summary>A page of what was missed; the rest when that is taken.</summary>
    public static Decision Told(GiveMissed given)
    {
        if (given.Page is not { } page) return new HistoryUnavailable();
        // More may have been said meanwhile, which was not looked for.
        var until = page.HasMore ? page.Entries[^1].Seq : given.Query.To;
        var told = ImmutableArray.CreateBuilder<Answer>();
        if (until - given.Query.From + 1 - page.Entries.Length is > 0 and var gone)
            told.Add(new Missed(gone, given.Join.Room));
        if (!page.Entries.IsEmpty) told.Add(page with { Room = given.Join.Room });
        var next = given.Join with { Since = new Position(null, until) };
        return new Decision(Effect: new AwaitTaken(next), Resumed: told.ToImmutable());
    }

    private static long SurvivedOf(ChatState state, RoomHistory? history, string? epoch)
    {
        if (history is null) return 0;
        if (epoch is null || epoch == state.Epoch) return history.Last;
        var earlier = state.Epochs.IndexOf(epoch);
        return earlier < 0 ? 0 : history.SurvivedOf(earlier);
    }
}
