namespace RxChat;

/// <summary>What a query is made of: words, commas and bars, each taken once.</summary>
internal sealed class QueryTokens
{
    private readonly string _text;
    private int _end;

    public QueryTokens(string text)
    {
        _text = text;
        if (text.Length > QueryParser.MostText)
        {
            throw new BadQueryException(
                new BadQuery($"a query has at most {QueryParser.MostText} characters", QueryParser.MostText + 1));
        }
        Find();
    }

    /// <summary>The next one; empty at the end.</summary>
    public string Next { get; private set; } = "";

    public string Quoted => Next.Length == 0 ? "the end" : $"\"{Text.Quote(Next)}\"";

    private int Start => _end - Next.Length;

    public void Take() => Find();

    /// <summary>Takes a word, whatever its case, or a sign, if it is the next.</summary>
    public bool TryTake(string word)
    {
        if (!Next.Equals(word, StringComparison.OrdinalIgnoreCase)) return false;
        Find();
        return true;
    }

    /// <summary>Takes all up to the next bar.</summary>
    public string RestOfStage()
    {
        var (start, bar) = (Start, _text.IndexOf('|', Start));
        _end = bar < 0 ? _text.Length : bar;
        var rest = _text[start.._end];
        Find();
        return rest;
    }

    public BadQueryException Bad(string problem) => new(new BadQuery(problem, Start + 1));

    private void Find()
    {
        while (_end < _text.Length && char.IsWhiteSpace(_text[_end])) _end++;
        var start = _end;
        if (_end < _text.Length && IsSign(_text[_end])) _end++;
        else while (_end < _text.Length && !IsSign(_text[_end]) && !char.IsWhiteSpace(_text[_end])) _end++;
        Next = _text[start.._end];
    }

    private static bool IsSign(char character) => character is ',' or '|';
}

/// <summary>A text is no query.</summary>
internal sealed class BadQueryException(BadQuery bad) : Exception(bad.Problem)
{
    public BadQuery Bad { get; } = bad;
}
