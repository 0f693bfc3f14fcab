namespace RxChat;

/// <summary>
/// What has become of one message so far; used again for another when it is the oldest. It holds what it tells, and not
/// the message: that would keep its whole text, and the filters it came through.
/// </summary>
internal sealed class Journey
{
    private const int MostSteps = 200, LongestText = 200;

    private readonly List<Step> _steps = [];
    private TimeSpan _began;
    private DateTimeOffset _at;
    private string _text = "";
    private int _hash;

    /// <summary>From 1; 0 is nobody's.</summary>
    public long Number { get; private set; }

    public string From { get; private set; } = "";

    public long Connection { get; private set; }

    public string Room { get; private set; } = "";

    public string? Key { get; private set; }

    public string? Ref { get; private set; }

    /// <summary>Whether two say it to each other, which is nobody else's to read.</summary>
    public bool IsPrivate { get; private set; }

    public Ulid Id { get; private set; }

    /// <summary>0 while it is not said.</summary>
    public long Seq { get; private set; }

    /// <summary>Connections that were blocked when it was said, and have neither caught up nor lost anything.</summary>
    public HashSet<long> Behind { get; } = [];

    public void Begin(long number, ChatMessage message, DateTimeOffset at, TimeSpan now)
    {
        (Number, _at, _began, Id, Seq) = (number, at, now, default, 0);
        (From, Connection, Room, Key, Ref) = (message.From, message.By, message.Room, message.Key, message.Ref);
        _steps.Clear();
        Behind.Clear();
        IsPrivate = message.Room.StartsWith('@');
        _text = IsPrivate ? "" : message.Text.Length > LongestText ? message.Text[..LongestText] : message.Text;
    }

    public void Add(in Step step)
    {
        if (_steps.Count < MostSteps) _steps.Add(step);
    }

    /// <summary>Takes note of the text that a filter is given.</summary>
    public void Enters(string text) => _hash = text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether a filter has made another text of it.</summary>
    public bool IsOther(string text) => _hash != text.GetHashCode(StringComparison.Ordinal);

    /// <summary>It has its place.</summary>
    public void Take(Said said) => (Id, Seq, Room) = (said.Id, said.Seq, said.Message.Room);

    /// <summary>For whoever asks.</summary>
    /// <param name="present">Those who were there.</param>
    /// <param name="sentence">Puts a refusal into words.</param>
    public Trace Report(IReadOnlyList<string> present, Func<Refusal, string> sentence) => new(
        _at, From, Connection, Room, _text, Seq > 0 ? $"{Id}" : null, Seq,
        [.. _steps.Select(step => new TraceStep(
            Math.Round((step.At - _began).TotalMilliseconds, 3), step.Stage, step.Words(sentence)))])
    {
        Present = present,
    };
}
