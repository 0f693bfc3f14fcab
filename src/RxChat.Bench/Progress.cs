namespace RxChat.Bench;

/// <summary>
/// One line on a terminal, drawn over a few times a second; nothing at all when standard error is not one.
/// </summary>
internal sealed class Progress
{
    private const int Width = 30;
    private const long Pause = 250 * Clock.Millisecond;

    private readonly TextWriter? _terminal = Console.IsErrorRedirected ? null : Console.Error;
    private long _shownAt = long.MinValue / 2;

    public void Connecting(int made, int of) => Show((double)made / of, $"connecting {made} of {of}");

    public void Running(string phase, double seconds, double of, double deliveriesPerSecond) =>
        Show(
            Math.Min(1, seconds / of),
            $"{phase} {seconds:0.0} of {of:0.0} s, {Report.Rounded(deliveriesPerSecond)} deliveries/s");

    public bool IsDue => _terminal is not null && Clock.Now - _shownAt >= Pause;

    /// <summary>Leaves the line empty for what comes next.</summary>
    public void Clear() => _terminal?.Write("\r\e[K");

    private void Show(double part, string text)
    {
        if (!IsDue) return;
        _shownAt = Clock.Now;
        var done = (int)(part * Width);
        _terminal!.Write($"\r\e[K[{new string('=', done)}{new string(' ', Width - done)}] {text}");
    }
}
