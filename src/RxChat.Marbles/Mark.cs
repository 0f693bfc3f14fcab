namespace RxChat.Marbles;

/// <summary>A character of a diagram that stands for something that happens, and the time it stands for.</summary>
internal readonly record struct Mark(TimeSpan At, char Symbol, int Column = 0)
{
    public const char Completion = '|', Error = '#', Subscribed = '^', Released = '!';

    public bool IsValue => char.IsLetterOrDigit(Symbol);

    public long Frame(TimeSpan frame) => (long)Math.Floor((decimal)At.Ticks / frame.Ticks);
}
