using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RxChat;

/// <summary>Queries as people write them: <c>in ops, dev | has deploy | count per 1m by from</c>.</summary>
internal static class QueryParser
{
    /// <summary>Characters of a query, its rooms, its filters, and the words or names of one.</summary>
    public const int MostText = 1000, MostRooms = 8, MostFilters = 8, MostNames = 8;

    private const string AsIn = "a query begins with its rooms, as in: in ops, dev | has deploy";

    /// <summary>What a verb takes: numbers up to how many, a time at once or after <c>per</c>, a key.</summary>
    private static readonly Dictionary<string, Form> s_verbs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["last"] = new(QueryVerb.Last, "last N", 100),
        ["sample"] = new(QueryVerb.Sample, "sample TIME", HasTime: true),
        ["distinct"] = new(QueryVerb.Distinct, "distinct per TIME by from|room", HasPer: true, NeedsKey: true),
        ["count"] = new(QueryVerb.Count, "count per TIME, or count per TIME by from|room", HasPer: true),
        ["top"] = new(QueryVerb.Top, "top N per TIME by from|room", Tally.MostRows, HasPer: true, NeedsKey: true),
        ["quiet"] = new(QueryVerb.Quiet, "quiet TIME", HasTime: true),
        ["burst"] = new(QueryVerb.Burst, "burst N per TIME", 1000, HasPer: true, HasKey: false),
    };

    /// <summary>Reads what is known to be a query.</summary>
    public static Query Parse(string text) =>
        TryParse(text, out var query, out var bad) ? query : throw new FormatException(bad.Problem);

    /// <summary>Reads a query; false, and what is wrong with it, if it is none.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out Query? query, [NotNullWhen(false)] out BadQuery? bad)
    {
        (query, bad) = (null, null);
        try
        {
            query = Read(new QueryTokens(text));
            return true;
        }
        catch (BadQueryException e)
        {
            bad = e.Bad;
            return false;
        }
    }

    private static Query Read(QueryTokens tokens)
    {
        if (!tokens.TryTake("in")) throw tokens.Bad(AsIn);
        var rooms = NamesIn(tokens, "room", MostRooms);
        var (filters, end) = (ImmutableArray.CreateBuilder<QueryFilter>(), new QueryEnd(QueryVerb.Each));
        while (tokens.TryTake("|"))
        {
            if (end.Verb != QueryVerb.Each) throw tokens.Bad("nothing comes after what is told");
            if (s_verbs.TryGetValue(tokens.Next, out var form)) end = EndIn(tokens, form);
            else if (filters.Count < MostFilters) filters.Add(FilterIn(tokens));
            else throw tokens.Bad($"there are at most {MostFilters} filters");
        }
        return tokens.Next.Length == 0 ? new Query(rooms, filters.ToImmutable(), end)
            : throw tokens.Bad($"{tokens.Quoted} is too much; '|' comes before what is next");
    }

    private static QueryFilter FilterIn(QueryTokens tokens)
    {
        var isNot = tokens.TryTake("not");
        if (tokens.TryTake("has")) return new QueryFilter(FilterKind.Has, WordsIn(tokens), isNot);
        if (tokens.TryTake("mentions"))
            return new QueryFilter(FilterKind.Mentions, NamesIn(tokens, "person", MostNames), isNot);
        if (tokens.TryTake("from"))
            return new QueryFilter(FilterKind.From, NamesIn(tokens, "person", MostNames), isNot);
        if (tokens.TryTake("replies")) return new QueryFilter(FilterKind.Replies, [], isNot);
        throw tokens.Bad(isNot ? $"{tokens.Quoted} is no filter: has, from, mentions, replies"
            : $"{tokens.Quoted} is no filter (has, from, mentions, replies, not) and nothing that is told"
                + $" ({string.Join(", ", s_verbs.Keys)})");
    }

    private static QueryEnd EndIn(QueryTokens tokens, Form form)
    {
        tokens.Take();
        var (number, key, per) = (0, QueryKey.None, TimeSpan.Zero);
        if (form.MostNumber > 0)
        {
            var least = form.Verb == QueryVerb.Burst ? 2 : 1;
            if (!int.TryParse(tokens.Next, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                || number < least || number > form.MostNumber)
            {
                throw tokens.Bad(
                    $"{tokens.Quoted} is no number from {least} to {form.MostNumber}, as in: {form.Usage}");
            }
            tokens.Take();
        }
        if (form.HasTime) per = TimeIn(tokens, form);
        while (true)
        {
            if (form.HasPer && per == TimeSpan.Zero && tokens.TryTake("per")) per = TimeIn(tokens, form);
            else if (form is { HasPer: true, HasKey: true } && key == QueryKey.None && tokens.TryTake("by"))
            {
                key = tokens.TryTake("from") ? QueryKey.From
                    : tokens.TryTake("room") ? QueryKey.Room
                    : throw tokens.Bad($"{tokens.Quoted} is neither from nor room, as in: {form.Usage}");
            }
            else break;
        }
        if ((form.HasPer && per == TimeSpan.Zero) || (form.NeedsKey && key == QueryKey.None))
            throw tokens.Bad($"{(per == TimeSpan.Zero ? "per" : "by")} is missing, as in: {form.Usage}");
        return new QueryEnd(form.Verb, number, key, per);
    }

    private static TimeSpan TimeIn(QueryTokens tokens, Form form)
    {
        var seconds = tokens.Next is [.. { Length: > 0 and <= 5 } number, var unit]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count * char.ToLowerInvariant(unit) switch { 's' => 1L, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 }
            : 0;
        if (seconds is < 1 or > 86_400)
        {
            var example = form.Usage.Replace("TIME", "5m", StringComparison.Ordinal);
            throw tokens.Bad($"{tokens.Quoted} is no time from 1s to 1d, in s, m, h or d, as in: {example}");
        }
        tokens.Take();
        return TimeSpan.FromSeconds(seconds);
    }

    private static ImmutableArray<string> NamesIn(QueryTokens tokens, string kind, int most)
    {
        var names = new List<string>();
        do
        {
            var name = Names.Prepared(tokens.Next);
            if (Names.Problem(name, int.MaxValue) is not null)
                throw tokens.Bad(name.Length == 0 ? $"a {kind} is missing" : $"{tokens.Quoted} is no name of a {kind}");
            if (names.Count == most) throw tokens.Bad($"there are at most {most} names");
            names.Add(name);
            tokens.Take();
        }
        while (tokens.TryTake(","));
        return [.. names.Order(Names.Comparer).Distinct(Names.Comparer)];
    }

    private static ImmutableArray<string> WordsIn(QueryTokens tokens)
    {
        var (none, tooMany) = (
            tokens.Bad("a word is missing"), tokens.Bad($"there are at most {MostNames} words"));
        var words = Words.Of(tokens.RestOfStage()).Order(Names.Comparer).Distinct(Names.Comparer).ToImmutableArray();
        return words.Length == 0 ? throw none
            : words.Length > MostNames ? throw tooMany
            : words;
    }

    private sealed record Form(
        QueryVerb Verb, string Usage, int MostNumber = 0, bool HasTime = false, bool HasPer = false,
        bool HasKey = true, bool NeedsKey = false);
}
