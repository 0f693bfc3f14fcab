using System.Collections.Immutable;
using System.Globalization;

namespace RxChat;

/// <summary>Asks to be told what becomes of a query (docs/queries.md), from now on.</summary>
internal sealed record AskQuery(long By, string Text) : Command(By);

/// <summary>Gives what was read of what a query begins with: a page of each room that had more than memory.</summary>
internal sealed record GiveSeed(AskQuery Asked, ImmutableArray<HistoryPage> Pages) : Command(Asked.By);

/// <summary>Asks to be told no more.</summary>
internal sealed record EndQuery(long By, long Query) : Command(By);

/// <summary>Somebody is told what becomes of a query.</summary>
/// <param name="Person">Who.</param>
/// <param name="Id">The query's number: of all who have asked the same, for as long as one of them has it.</param>
/// <param name="Query">What was asked, written as all write it.</param>
/// <param name="Key">The same of queries that are the same.</param>
/// <param name="Seed">What was said in its rooms before, if this is the first who asks, in order.</param>
/// <param name="Since">From when on that is all that was said.</param>
internal sealed record QueryBegun(
    Person Person, long Id, string Query, string Key, ImmutableArray<Said> Seed, DateTimeOffset Since) : Entry
{
    /// <summary>Who hears of a query is in a place as in a room, whose name no room can have.</summary>
    public static string PlaceOf(long query) => string.Create(CultureInfo.InvariantCulture, $"?{query}");
}

/// <summary>Somebody is told of a query no more; why, if they have not asked for it.</summary>
internal sealed record QueryEnded(Person Person, long Id, Refusal? Reason = null) : Entry;

/// <summary>Nobody is told of a query any more.</summary>
internal sealed record QueryClosed(long Id) : EventBody;

/// <summary>A query is begun, or had begun.</summary>
internal sealed record Queried(long Id, string Query) : Answer;

/// <summary>Base of what becomes of a query.</summary>
/// <param name="Query">Its number.</param>
/// <param name="At">When.</param>
internal abstract record QueryResult(long Query, DateTimeOffset At) : Answer;

/// <summary>Messages, in order.</summary>
internal sealed record ResultMessages(long Query, DateTimeOffset At, ImmutableArray<Said> Messages)
    : QueryResult(Query, At);

/// <summary>How many messages there were.</summary>
/// <param name="Query">Of which query.</param>
/// <param name="At">Up to when.</param>
/// <param name="Since">From when on.</param>
/// <param name="Count">All of them.</param>
/// <param name="Rows">Of whom or where most of them are, the most first; null where that was not asked.</param>
internal sealed record ResultCounts(
    long Query, DateTimeOffset At, DateTimeOffset Since, int Count, ImmutableArray<QueryRow>? Rows = null)
    : QueryResult(Query, At);

/// <summary>Whether it is quiet.</summary>
/// <param name="Query">For which query.</param>
/// <param name="At">Since when that is so.</param>
/// <param name="Since">When something was said last, if not longer ago.</param>
/// <param name="IsQuiet">Whether nothing was said for as long as was asked.</param>
internal sealed record ResultQuiet(long Query, DateTimeOffset At, DateTimeOffset Since, bool IsQuiet)
    : QueryResult(Query, At);

/// <summary>How many messages are of somebody, or in a room.</summary>
internal readonly record struct QueryRow(string By, int Count);
