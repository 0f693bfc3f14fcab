namespace RxChat.Bench.Check;

/// <summary>
/// The sequence numbers that one connection has not got although later ones came:
/// they tell a late message from a double.
/// </summary>
internal sealed class Gaps
{
    /// <summary>
    /// Beyond it gaps are forgotten; what comes late out of those counts as doubled instead of misordered.
    /// </summary>
    private const int MaxRanges = 4096;

    private readonly List<(int Publisher, long From, long To)> _ranges = [];

    public void Add(int publisher, long from, long to)
    {
        if (_ranges.Count < MaxRanges) _ranges.Add((publisher, from, to));
    }

    /// <summary>Whether the message was missing; from now on it is not.</summary>
    public bool Take(int publisher, long sequence)
    {
        var i = _ranges.FindIndex(
            range => range.Publisher == publisher && range.From <= sequence && sequence <= range.To);
        if (i < 0) return false;
        var (_, from, to) = _ranges[i];
        _ranges.RemoveAt(i);
        if (from < sequence) Add(publisher, from, sequence - 1);
        if (sequence < to) Add(publisher, sequence + 1, to);
        return true;
    }

    public Gaps Clone()
    {
        var clone = new Gaps();
        clone._ranges.AddRange(_ranges);
        return clone;
    }
}
