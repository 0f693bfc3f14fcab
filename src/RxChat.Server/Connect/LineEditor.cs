using System.Globalization;

namespace RxChat.Server.Connect;

/// <summary>
/// A line that is typed, as in a shell: it moves and deletes by what people see as one character, remembers what was
/// typed before, and completes words. Knows nothing of a terminal.
/// </summary>
/// <param name="completions">What a word that begins so may become.</param>
internal sealed class LineEditor(Func<string, bool, IEnumerable<string>> completions)
{
    /// <summary>Lines that are remembered.</summary>
    private const int MostRemembered = 1000;

    private readonly List<string> _remembered = [];
    private int _recalled;
    private string _unsent = "";
    private string _killed = "";

    public string Text { get; private set; } = "";

    /// <summary>An index in the text, between two characters as people see them.</summary>
    public int Cursor { get; private set; }

    /// <summary>Takes a key; the line that is done by it, or null.</summary>
    public string? Press(ConsoleKeyInfo key)
    {
        var isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        var isAlt = key.Modifiers.HasFlag(ConsoleModifiers.Alt);
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return Submit();
            case ConsoleKey.LeftArrow:
                Cursor = isControl || isAlt ? WordBefore() : Before();
                break;
            case ConsoleKey.RightArrow:
                Cursor = isControl || isAlt ? WordAfter() : After();
                break;
            case ConsoleKey.B when isAlt:
                Cursor = WordBefore();
                break;
            case ConsoleKey.F when isAlt:
                Cursor = WordAfter();
                break;
            case ConsoleKey.B when isControl:
                Cursor = Before();
                break;
            case ConsoleKey.F when isControl:
                Cursor = After();
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when isControl:
                Cursor = 0;
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when isControl:
                Cursor = Text.Length;
                break;
            case ConsoleKey.Backspace:
            case ConsoleKey.H when isControl:
                Delete(Before(), Cursor);
                break;
            case ConsoleKey.Delete:
            case ConsoleKey.D when isControl:
                Delete(Cursor, After());
                break;
            case ConsoleKey.W when isControl:
                Kill(WordBefore(), Cursor);
                break;
            case ConsoleKey.U when isControl:
                Kill(0, Cursor);
                break;
            case ConsoleKey.K when isControl:
                Kill(Cursor, Text.Length);
                break;
            case ConsoleKey.Y when isControl:
                Insert(_killed);
                break;
            case ConsoleKey.UpArrow:
            case ConsoleKey.P when isControl:
                Recall(_recalled - 1);
                break;
            case ConsoleKey.DownArrow:
            case ConsoleKey.N when isControl:
                Recall(_recalled + 1);
                break;
            case ConsoleKey.Tab:
                Complete();
                break;
            default:
                if (key.KeyChar != 0 && !char.IsControl(key.KeyChar)) Insert(key.KeyChar.ToString());
                break;
        }
        return null;
    }

    private string Submit()
    {
        var line = Text;
        if (line.Length > 0 && (_remembered.Count == 0 || _remembered[^1] != line)) _remembered.Add(line);
        if (_remembered.Count > MostRemembered) _remembered.RemoveAt(0);
        _recalled = _remembered.Count;
        (Text, Cursor, _unsent) = ("", 0, "");
        return line;
    }

    private void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    private void Delete(int from, int to)
    {
        Text = Text.Remove(from, to - from);
        Cursor = from;
    }

    private void Kill(int from, int to)
    {
        if (from == to) return;
        _killed = Text[from..to];
        Delete(from, to);
    }

    private void Recall(int index)
    {
        if (index < 0 || index > _remembered.Count) return;
        if (_recalled == _remembered.Count) _unsent = Text;
        _recalled = index;
        Text = index == _remembered.Count ? _unsent : _remembered[index];
        Cursor = Text.Length;
    }

    /// <summary>As much as all that fit have in common; whole, with a blank, if one fits alone.</summary>
    private void Complete()
    {
        var start = Text.LastIndexOf(' ', Math.Max(0, Cursor - 1), Cursor) + 1;
        var begun = Text[start..Cursor];
        string[] fitting = [.. completions(begun, start == 0).Order(StringComparer.OrdinalIgnoreCase)];
        if (fitting.Length == 0) return;
        var common = fitting[0];
        foreach (var one in fitting)
        {
            var length = 0;
            while (length < Math.Min(common.Length, one.Length)
                && char.ToUpperInvariant(common[length]) == char.ToUpperInvariant(one[length])) length++;
            common = common[..length];
        }
        if (fitting.Length == 1) common += start == 0 && !common.StartsWith('/') ? ": " : " ";
        if (common.Length < begun.Length) return;
        Delete(start, Cursor);
        Insert(common);
    }

    private int Before()
    {
        var at = 0;
        for (var next = 0; next < Cursor; next += StringInfo.GetNextTextElementLength(Text, next)) at = next;
        return at;
    }

    private int After() => Cursor == Text.Length ? Cursor : Cursor + StringInfo.GetNextTextElementLength(Text, Cursor);

    private int WordBefore()
    {
        var at = Cursor;
        while (at > 0 && Text[at - 1] == ' ') at--;
        while (at > 0 && Text[at - 1] != ' ') at--;
        return at;
    }

    private int WordAfter()
    {
        var at = Cursor;
        while (at < Text.Length && Text[at] == ' ') at++;
        while (at < Text.Length && Text[at] != ' ') at++;
        return at;
    }
}
