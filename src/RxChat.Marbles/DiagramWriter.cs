using System.Text;

namespace RxChat.Marbles;

/// <summary>
/// From marks to text, one diagram or two aligned in time. Each row can be read back: what
/// aligns it are spaces, which take no time.
/// </summary>
internal sealed class DiagramWriter
{
    // Up to here, counting dashes is easier than reading a number.
    private const int LongestDashes = 20;

    private readonly TimeSpan _frame;
    private readonly (Dictionary<long, string> Cells, long Last, StringBuilder Text)[] _rows;
    private readonly Dictionary<long, int> _columns = [];

    public DiagramWriter(TimeSpan frame, params IReadOnlyList<Mark>[] rows)
    {
        _frame = frame;
        var early = rows.Any(row => row.Any(mark => mark.At < TimeSpan.Zero));
        _rows = [.. rows.Select(row => (Cells: Cells(row, early), Last: 0L, Text: new StringBuilder()))
            .Select(row => row with { Last = row.Cells.Count == 0 ? long.MinValue : row.Cells.Keys.Max() })];
        Write();
    }

    public IEnumerable<string> Rows => _rows.Select(row => row.Cells.Count == 0 ? "-" : row.Text.ToString().TrimEnd());

    public static string Write(IReadOnlyList<Mark> marks, TimeSpan frame) =>
        new DiagramWriter(frame, marks).Rows.Single();

    /// <summary>The column in which a frame begins, if something happens in it.</summary>
    public int Column(long frame) => _columns[frame];

    /// <summary>What a row has in a frame, or null.</summary>
    public string? Cell(int row, long frame) => _rows[row].Cells.GetValueOrDefault(frame);

    private void Write()
    {
        var next = 0L;
        foreach (var frame in _rows.SelectMany(row => row.Cells.Keys).Distinct().Order())
        {
            next = Math.Min(next, frame);
            WriteSilence(next, frame - next);
            WriteCells(frame);
            next = frame + 1;
        }
    }

    private void WriteSilence(long from, long frames)
    {
        if (frames == 0) return;
        var silence = frames <= LongestDashes ? new string('-', (int)frames)
            : $"{(_rows[0].Text.Length == 0 ? "" : " ")}{MarbleTime.Text(Span(frames))} ";
        foreach (var row in _rows) row.Text.Append(row.Last > from ? silence : new string(' ', silence.Length));
    }

    private void WriteCells(long frame)
    {
        // A digit and a unit's letter that touch would be a time.
        var touches = _rows.Any(row =>
            row.Cells.TryGetValue(frame, out var cell) && row.Text.Length > 0 && LooksLikeTime(row.Text[^1], cell[0]));
        if (touches)
        {
            foreach (var row in _rows) row.Text.Append(' ');
        }
        _columns[frame] = _rows[0].Text.Length;
        var width = _rows.Max(row => row.Cells.GetValueOrDefault(frame, "-").Length);
        foreach (var row in _rows)
            row.Text.Append(row.Cells.GetValueOrDefault(frame, row.Last > frame ? "-" : " ").PadRight(width));
    }

    private Dictionary<long, string> Cells(IReadOnlyList<Mark> row, bool early)
    {
        var cells = row.GroupBy(mark => mark.Frame(_frame)).ToDictionary(cell => cell.Key, cell => cell.ToList());
        if (early && !cells.TryAdd(0, [new Mark(TimeSpan.Zero, Mark.Subscribed)]))
            cells[0].Insert(0, new Mark(TimeSpan.Zero, Mark.Subscribed));
        return cells.ToDictionary(cell => cell.Key, cell => Text(Span(cell.Key), cell.Value));
    }

    private TimeSpan Span(long frames) => TimeSpan.FromTicks(frames * _frame.Ticks);

    private static string Text(TimeSpan start, List<Mark> marks)
    {
        if (marks is [var single] && single.At == start) return single.Symbol.ToString();
        var text = new StringBuilder("(");
        foreach (var mark in marks)
        {
            if (mark.At > start)
                text.Append(text.Length == 1 ? "" : " ").Append(MarbleTime.Text(mark.At - start)).Append(' ');
            else if (LooksLikeTime(text[^1], mark.Symbol)) text.Append(' ');
            start = mark.At;
            text.Append(mark.Symbol);
        }
        return text.Append(')').ToString();
    }

    private static bool LooksLikeTime(char last, char next) =>
        char.IsAsciiDigit(last) && next is 'm' or 's' or 'h' or 'd' or 'u';
}
