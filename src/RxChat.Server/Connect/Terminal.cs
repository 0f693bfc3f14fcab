namespace RxChat.Server.Connect;

/// <summary>
/// The lines of a conversation, and below them the one that is typed: what arrives never cuts into it. Lines go up into
/// the terminal's own scrollback. On one thread.
/// </summary>
internal sealed class Terminal(System.IO.TextWriter output, Func<int> width)
{
    // ECMA-48: to the line's start; from the cursor, erase the rest of the screen; move forward.
    private const string ToStart = "\r", EraseBelow = "\e[J";

    private string _prompt = "";
    private string _text = "";
    private int _cursor;
    private int _drawnAt;

    /// <summary>Writes a line above the one that is typed.</summary>
    public void Print(string line)
    {
        Erase(Math.Max(8, width()));
        output.Write($"{line}\r\n");
        _drawnAt = 0;
        Draw();
    }

    /// <summary>Shows the line that is typed.</summary>
    public void Show(string prompt, string text, int cursor)
    {
        (_prompt, _text, _cursor) = (prompt, text, cursor);
        Draw();
    }

    /// <summary>Draws it again, in a window of another size.</summary>
    public void Draw()
    {
        var columns = Math.Max(8, width());
        var prompt = _prompt.Length > 0 && Columns.Of(_prompt) <= columns / 2 ? _prompt : "> ";
        var room = columns - Columns.Of(prompt);
        var (part, column) = Columns.Window(_text, _cursor, room);
        Erase(columns);
        var at = Columns.Of(prompt) + column;
        _drawnAt = at;
        output.Write($"{prompt}{part}{ToStart}{(at > 0 ? $"\e[{at}C" : "")}");
        output.Flush();
    }

    /// <summary>Leaves the line that is typed, and the terminal, as they were.</summary>
    public void End()
    {
        Erase(Math.Max(8, width()));
        output.Flush();
    }

    // In a window that has become narrower, what was one row is several, as terminals fold it.
    private void Erase(int columns)
    {
        if (_drawnAt / columns is > 0 and var above) output.Write($"\e[{above}A");
        output.Write($"{ToStart}{EraseBelow}");
    }
}
