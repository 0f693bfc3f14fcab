namespace RxChat.Marbles;

/// <summary>What may stand in a diagram.</summary>
internal enum DiagramKind
{
    Cold,
    Hot,
    Subscription,
}

/// <summary>
/// From text to marks. A character is a frame, a group too; spaces take no time; a number with a unit takes that time.
/// </summary>
internal sealed class DiagramReader
{
    private readonly string _text;
    private readonly TimeSpan _frame;
    private readonly DiagramKind _kind;
    private readonly List<Mark> _marks = [];
    private int _column;
    private TimeSpan _now;
    private int? _group;
    private TimeSpan _inGroup;
    private Mark? _subscribed;
    private Mark? _end;

    private DiagramReader(string text, TimeSpan frame, DiagramKind kind) =>
        (_text, _frame, _kind) = (text, frame, kind);

    public static List<Mark> Read(string text, TimeSpan frame, DiagramKind kind)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new DiagramReader(text, frame, kind).Read();
    }

    private List<Mark> Read()
    {
        while (_column < _text.Length)
        {
            var at = _column;
            if (!ReadTime()) ReadCharacter();
            if (_now < MarbleTime.Longest) continue;
            _column = at;
            throw Bad("the diagram is too long", $"tell a story of less than {MarbleTime.Longest.Days:N0} days");
        }
        _column = _group ?? _column;
        if (_group is not null) throw Bad("this group is not closed", "close it with ) after what happens together");
        if (_kind == DiagramKind.Subscription || _subscribed is not { } zero) return _marks;
        return [.. _marks.Where(mark => mark != zero).Select(mark => mark with { At = mark.At - zero.At })];
    }

    private bool ReadTime()
    {
        if (!char.IsAsciiDigit(_text[_column]) || MarbleTime.At(_text, _column) is not { } time) return false;
        var end = _column + time.Length;
        var written = _text[_column..end];
        var alone = (_column == 0 || _text[_column - 1] == '(' || char.IsWhiteSpace(_text[_column - 1]))
            && (end == _text.Length || _text[end] == ')' || char.IsWhiteSpace(_text[end]));
        if (!alone)
        {
            throw Bad(
                $"{written} touches what is beside it",
                $"put spaces around {written} if it is a time, and between its characters if they are values");
        }
        if (_group is null) _now += time.Time;
        else if ((_inGroup += time.Time) >= _frame)
            throw Bad("a group is one frame, and this goes beyond it", "close the group before time passes");
        _column = end;
        return true;
    }

    private void ReadCharacter()
    {
        switch (_text[_column])
        {
            case var space when char.IsWhiteSpace(space):
                break;
            case '-' when _group is null:
                _now += _frame;
                break;
            case '-':
                throw Bad("time does not pass in a group", "close the group before the -");
            case '(' when _group is null:
                (_group, _inGroup) = (_column, TimeSpan.Zero);
                break;
            case '(':
                throw Bad("a group in a group", "leave these parentheses out: all of a group happens together");
            case ')' when _group is null:
                throw Bad("no group was opened", "put a ( before what happens together, or leave this out");
            case ')' when _marks.Count == 0 || _marks[^1].Column < _group:
                throw Bad("nothing is in this group", "put - for a frame in which nothing happens");
            case ')':
                _group = null;
                _now += _frame;
                break;
            case var symbol:
                ReadMark(symbol);
                break;
        }
        _column++;
    }

    private void ReadMark(char symbol)
    {
        Check(symbol);
        var mark = new Mark(_group is null ? _now : _now + _inGroup, symbol, _column);
        _marks.Add(mark);
        if (symbol == Mark.Subscribed) _subscribed = mark;
        else if (!mark.IsValue) _end = mark;
        if (_group is null) _now += _frame;
    }

    private void Check(char symbol)
    {
        var allowed = symbol switch
        {
            Mark.Completion or Mark.Error => _kind != DiagramKind.Subscription,
            Mark.Subscribed => true,
            Mark.Released => _kind == DiagramKind.Subscription,
            _ => _kind != DiagramKind.Subscription && char.IsLetterOrDigit(symbol),
        };
        if (!allowed && _kind == DiagramKind.Subscription)
        {
            throw Bad(
                $"{symbol} is no part of a subscription", "write ^ where it begins, ! where it ends, and - for time");
        }
        if (!allowed && symbol == Mark.Released)
            throw Bad("! is the end of a subscription", "write | for completion and # for an error");
        if (!allowed)
        {
            // Not a half of it.
            var written = !char.IsSurrogate(symbol) ? $"{symbol}"
                : _column + 1 < _text.Length && char.IsSurrogatePair(_text, _column) ? _text.Substring(_column, 2)
                : $"U+{(int)symbol:X4}";
            throw Bad(
                $"{written} means nothing", "values are letters and digits, | completes, # is an error, - is time");
        }
        if (symbol == Mark.Subscribed && _kind == DiagramKind.Cold)
            throw Bad("a cold source has no ^", "leave it out: its time begins when it is subscribed to");
        if (symbol == Mark.Subscribed && _subscribed is not null)
            throw Bad("a second ^", "time has one zero and a subscription one beginning: leave one out");
        if (symbol == Mark.Subscribed && _kind == DiagramKind.Subscription && _end is not null)
            throw Bad("this ends before it begins", "put the ^ before the !");
        if (symbol != Mark.Subscribed && _end is { } end)
            throw Bad($"{symbol} comes after the end", $"leave it out, or move the {end.Symbol} behind it");
    }

    private MarbleFormatException Bad(string problem, string mend) => new(_text, _column, problem, mend);
}
