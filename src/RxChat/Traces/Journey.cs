namespace RxChat;

/// <summary>What has become of one message so far; used again for another when it is the oldest.</summary>
internal sealed class Journey
{
    private const int MostSteps = 200, LongestText = 200;

    private readonly List<Step> _steps = [];
    private TimeSpan _began;

    /// <summary>From 1; 0 is nobody's.</summary>
    public long Number { get; private set; }

    public DateTimeOffset At { get; private set; }

    public ChatMessage? Message { get; private set; }

    public string Text { get; private set; } = "";

    public bool IsPrivate { get; private set; }

    public string? LastText { get; private set; }

    public Said? Said { get; set; }

    /// <summary>Connections that were blocked when it was said, and have neither caught up nor lost anything.</summary>
    public HashSet<long> Behind { get; } = [];

    public void Begin(long number, ChatMessage message, DateTimeOffset at, TimeSpan now)
    {
        (Number, At, _began, Said) = (number, at, now, null);
        _steps.Clear();
        Behind.Clear();
        IsPrivate = message.Room.StartsWith('@');
        // What two say to each other is nobody else's to read.
        Text = IsPrivate ? "" : message.Text.Length > LongestText ? message.Text[..LongestText] : message.Text;
        // Of a long text it is forgotten that it was one.
        Message = message.Text.Length > LongestText ? message with { Text = Text } : message;
        LastText = message.Text;
    }

    public void Add(in Step step)
    {
        if (_steps.Count < MostSteps) _steps.Add(step);
    }

    /// <summary>Takes note of what a filter has made of the text.</summary>
    public bool Becomes(string text)
    {
        var isOther = text != LastText;
        LastText = isOther ? text : LastText;
        return isOther;
    }

    /// <summary>For whoever asks.</summary>
    /// <param name="present">Those who were there.</param>
    /// <param name="sentence">Puts a refusal into words.</param>
    public Trace Report(IReadOnlyList<string> present, Func<Refusal, string> sentence) => new(
        At, Message!.From, Message.By, Message.Room, Text, Said is { } said ? $"{said.Id}" : null, Said?.Seq ?? 0,
        [.. _steps.Select(step => new TraceStep(
            Math.Round((step.At - _began).TotalMilliseconds, 3), step.Stage, step.Words(sentence)))])
    {
        Present = present,
    };
}
