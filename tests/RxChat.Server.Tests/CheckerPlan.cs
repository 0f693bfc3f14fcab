namespace RxChat.Server.Tests;

/// <summary>Who takes part in a trial.</summary>
/// <param name="Size">Bytes of a message with its delimiter.</param>
/// <param name="Window">Messages that a publisher may be ahead of what it hears.</param>
/// <param name="Nul">Those who stay in the lobby, on the model's wire.</param>
/// <param name="Line">Those on the line protocol.</param>
/// <param name="Side">Those who stay in the other room.</param>
/// <param name="Guests">How many come and go.</param>
/// <param name="Frozen">How many stop reading.</param>
/// <param name="PauseBetweenActs">What those who come and go wait before each of their acts, if they do.</param>
internal sealed record CheckerPlan(
    int Size,
    int Window,
    IReadOnlyList<CheckerReader> Nul,
    IReadOnlyList<CheckerReader> Line,
    IReadOnlyList<CheckerReader> Side,
    int Guests,
    int Frozen,
    TimeSpan? PauseBetweenActs);

/// <summary>How somebody who stays reads, and whether they publish.</summary>
/// <param name="BytesPerSecond">Null for as fast as it can.</param>
/// <param name="AtOnce">The most bytes taken with one call.</param>
/// <param name="Publishes">Whether it does, too.</param>
internal sealed record CheckerReader(int? BytesPerSecond = null, int AtOnce = 16 * 1024, bool Publishes = false)
{
    public override string ToString() =>
        $"one who reads {BytesPerSecond?.ToString() ?? "all"} bytes/s, {AtOnce} at once"
        + (Publishes ? ", and publishes" : "");
}
