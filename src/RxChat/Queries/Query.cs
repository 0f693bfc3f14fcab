using System.Collections.Immutable;
using System.Globalization;

namespace RxChat;

/// <summary>What somebody wants to be told of some rooms: which messages, and what of them.</summary>
/// <param name="Rooms">As they are called, each once.</param>
/// <param name="Filters">A message passes all of them.</param>
/// <param name="End">What is told of those that pass.</param>
internal sealed record Query(ImmutableArray<string> Rooms, ImmutableArray<QueryFilter> Filters, QueryEnd End)
{
    /// <summary>Whether a message is one of those that are asked for.</summary>
    public bool Matches(Spoken spoken)
    {
        foreach (var filter in Filters)
        {
            if (!filter.Passes(spoken)) return false;
        }
        return true;
    }

    /// <summary>From when on what was said has to be known if it begins now; null needs nothing.</summary>
    public DateTimeOffset? SeedFrom(DateTimeOffset now) => End switch
    {
        // The window before is told to who comes, the one there is goes on.
        { Verb: QueryVerb.Count or QueryVerb.Top } => Windows.Before(Windows.StartOf(now, End.Per), End.Per),
        { Verb: QueryVerb.Sample or QueryVerb.Distinct } => Windows.StartOf(now, End.Per),
        { Verb: QueryVerb.Quiet or QueryVerb.Burst } => Windows.Before(now, End.Per),
        _ => null,
    };

    /// <summary>As all write it who mean the same, but for upper and lower case.</summary>
    public override string ToString() =>
        string.Join(" | ", [
            $"in {string.Join(", ", Rooms.Order(Names.Comparer))}",
            .. Filters.Select(filter => $"{filter}").Order(Names.Comparer).Distinct(Names.Comparer),
            .. End.Verb == QueryVerb.Each ? [] : new[] { $"{End}" },
        ]);
}

/// <summary>One thing that a message has, or has not.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Names">All of the words, or any of the names.</param>
/// <param name="IsNot">Whether it passes what has it not.</param>
internal sealed record QueryFilter(FilterKind Kind, ImmutableArray<string> Names, bool IsNot)
{
    public bool Passes(Spoken spoken) => IsNot != Kind switch
    {
        FilterKind.Has => spoken.HasAll(Names),
        FilterKind.Mentions => spoken.HasAny(Names),
        FilterKind.From => Names.Contains(spoken.From, RxChat.Names.Comparer),
        _ => spoken.Said.Message.ReplyTo is not null,
    };

    public override string ToString() => (IsNot ? "not " : "") + Kind switch
    {
        FilterKind.Has => $"has {string.Join(' ', Names)}",
        FilterKind.Mentions => $"mentions {string.Join(", ", Names)}",
        FilterKind.From => $"from {string.Join(", ", Names)}",
        _ => "replies",
    };
}

/// <summary>What is told of messages.</summary>
/// <param name="Verb">What.</param>
/// <param name="Number">Of how many; 0 where that is no matter.</param>
/// <param name="By">Of each what.</param>
/// <param name="Per">In how long a time.</param>
internal sealed record QueryEnd(QueryVerb Verb, int Number = 0, QueryKey By = QueryKey.None, TimeSpan Per = default)
{
    private static readonly (long Seconds, char Unit)[] s_units = [(86_400, 'd'), (3600, 'h'), (60, 'm'), (1, 's')];

    /// <summary>Whether who comes is told what was told last.</summary>
    public bool IsKept => Verb is QueryVerb.Count or QueryVerb.Top or QueryVerb.Quiet;

    public string KeyOf(Spoken spoken) => By == QueryKey.Room ? spoken.Said.In : spoken.From;

    public override string ToString() => Verb.ToString().ToLowerInvariant()
        + (Number > 0 ? string.Create(CultureInfo.InvariantCulture, $" {Number}") : "")
        + (Per == TimeSpan.Zero ? ""
            : $"{(Verb is QueryVerb.Sample or QueryVerb.Quiet ? "" : " per")} {Written(Per)}")
        + (By == QueryKey.None ? "" : $" by {By.ToString().ToLowerInvariant()}");

    private static string Written(TimeSpan time)
    {
        var seconds = (long)time.TotalSeconds;
        var (length, unit) = s_units.First(one => seconds % one.Seconds == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / length}{unit}");
    }
}

/// <summary>What a filter of a query looks at.</summary>
internal enum FilterKind
{
    Has,
    Mentions,
    From,
    Replies,
}

/// <summary>What a query tells; the first, each message.</summary>
internal enum QueryVerb
{
    Each,
    Last,
    Sample,
    Distinct,
    Count,
    Top,
    Quiet,
    Burst,
}

/// <summary>What messages are told apart by.</summary>
internal enum QueryKey
{
    None,
    From,
    Room,
}
