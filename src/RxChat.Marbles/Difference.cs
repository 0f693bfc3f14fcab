namespace RxChat.Marbles;

/// <summary>
/// How what happened differs from what was drawn, for people: both diagrams aligned in time,
/// a caret below the first difference.
/// </summary>
internal static class Difference
{
    private const string Nothing = "nothing";
    private const string Cut = "…";

    /// <summary>The most columns of a row that are shown, and of those the ones before the first difference.</summary>
    private const int Widest = 100, Before = 40;

    /// <summary>Between what was expected and what happened until a time; null if there is none.</summary>
    public static string? Of<T>(Expectation<T> wanted, Timeline<T> actual, TimeSpan until)
    {
        var marks = DiagramReader.Read(wanted.Diagram, actual.Frame, DiagramKind.Hot);
        var lookup = wanted.Lookup;
        var letters = marks.Where(mark => mark.IsValue).ToList();
        var given = lookup is null
            ? []
            : letters.DistinctBy(mark => mark.Symbol)
                .Select(mark => KeyValuePair.Create(mark.Symbol, lookup(mark))).ToList();
        var lettering = actual.Letter(given, letters.Select(mark => mark.Symbol), wanted.Comparer);
        // Two letters may stand for one value; either is right then, so both become the first.
        var expected = lookup is null
            ? marks
            : [.. marks.Select(Mark (mark) =>
                mark.IsValue ? mark with { Symbol = lettering[lettering.Legend[mark.Symbol]] } : mark)];
        return Between(expected, actual, lettering, wanted.Error, until);
    }

    /// <summary>Between two timelines; null if there is none. Any error is as good as another.</summary>
    public static string? Of<T>(
        Timeline<T> expected, Timeline<T> actual, IEqualityComparer<T>? comparer, TimeSpan until)
    {
        var lettering = new Lettering<T>(expected.Spoken.Concat(actual.Spoken), [], [], comparer);
        return Between([.. expected.Marks(lettering)], actual, lettering, error: null, until);
    }

    private static string? Between<T>(
        IReadOnlyList<Mark> expected, Timeline<T> actual, Lettering<T> lettering, Exception? error, TimeSpan until)
    {
        var happened = actual.Marks(lettering).ToList();
        var isOther = false;
        if (First(expected, happened) is not { } at)
        {
            isOther = error is not null && actual.Error is { } other && !Same(error, other);
            if (!isOther) return null;
            at = happened[^1].At;
        }
        var (rows, found) = Aligned(expected, happened, at, actual.Frame);
        if (isOther)
            found = $"at {MarbleTime.Text(at)} # is {Values.Line(actual.Error)} instead of {Values.Line(error)}";
        var notes = actual.Lines(lettering, expected.Select(mark => mark.Symbol));
        if (at > until) notes = notes.Append($"time has come to {MarbleTime.Text(until)}: Run(time) lets more pass");
        return string.Join("\n", notes.Select(line => $"  {line}").Prepend($"{found}:\n{rows}"));
    }

    private static bool Same(Exception one, Exception other) =>
        one.GetType() == other.GetType() && one.Message == other.Message;

    /// <summary>Between the subscriptions drawn and those that were; null if there is none.</summary>
    public static string? Of(IReadOnlyList<string> diagrams, IReadOnlyList<SubscriptionSpan> actual, TimeSpan frame)
    {
        var expected = diagrams.Select(diagram => SubscriptionSpan.Parse(diagram, frame).Marks()).ToList();
        for (var n = 0; n < Math.Min(expected.Count, actual.Count); n++)
        {
            var happened = actual[n].Marks();
            if (First(expected[n], happened) is not { } at) continue;
            var (rows, found) = Aligned(expected[n], happened, at, frame);
            return $"{found}, in subscription {n + 1}:\n{rows}";
        }
        if (expected.Count == actual.Count) return null;
        return $"{Count(actual.Count)} instead of {expected.Count}:"
            + string.Concat(expected.Select(marks => $"\n  expected  {DiagramWriter.Write(marks, frame)}"))
            + string.Concat(actual.Select(span => $"\n  actual    {span.Diagram(frame)}"));
    }

    private static string Count(int count) => count switch
    {
        0 => "there is no subscription",
        1 => "there is 1 subscription",
        _ => $"there are {count} subscriptions",
    };

    private static TimeSpan? First(IReadOnlyList<Mark> expected, IReadOnlyList<Mark> actual)
    {
        for (var n = 0; n < expected.Count || n < actual.Count; n++)
        {
            var (one, other) = (expected.ElementAtOrDefault(n), actual.ElementAtOrDefault(n));
            if (n >= expected.Count) return other.At;
            if (n >= actual.Count) return one.At;
            if (one.At != other.At || one.Symbol != other.Symbol) return one.At < other.At ? one.At : other.At;
        }
        return null;
    }

    private static (string Rows, string Found) Aligned(
        IReadOnlyList<Mark> expected, IReadOnlyList<Mark> actual, TimeSpan at, TimeSpan frame)
    {
        var writer = new DiagramWriter(frame, expected, actual);
        var place = new Mark(at, default).Frame(frame);
        var rows = writer.Rows.ToList();
        var column = writer.Column(place);
        var (wanted, there) = (writer.Cell(0, place) ?? Nothing, writer.Cell(1, place) ?? Nothing);
        var from = rows.Max(row => row.Length) <= Widest ? 0 : Math.Max(0, column - Before);
        var caret = new string(' ', column - from + (from > 0 ? Cut.Length : 0)) + '^';
        return ($"  expected  {Around(rows[0], from)}\n  actual    {Around(rows[1], from)}\n            {caret}",
            $"at {MarbleTime.Text(at)} there is {there} instead of {wanted}");
    }

    // Both rows are cut at the same columns, so they stay aligned.
    private static string Around(string row, int from)
    {
        var shown = from >= row.Length ? "" : row[from..Math.Min(row.Length, from + Widest)];
        return (from > 0 ? Cut : "") + shown + (from + Widest < row.Length ? Cut : "");
    }
}
