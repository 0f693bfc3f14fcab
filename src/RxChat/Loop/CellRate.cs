namespace RxChat;

/// <summary>
/// Something that may be done at a rate, and a few times at once: the generic cell rate algorithm (ITU-T I.371), which
/// remembers until when all that was done would take at exactly the rate.
/// </summary>
internal static class CellRate
{
    /// <summary>How long to wait before it may be done once more; zero or less is not at all.</summary>
    /// <param name="paidUntil">Until when all of it would take.</param>
    /// <param name="now">On the same clock.</param>
    /// <param name="each">How long one takes at the rate.</param>
    /// <param name="burst">How long those take that may be done at once.</param>
    public static TimeSpan Wait(TimeSpan paidUntil, TimeSpan now, TimeSpan each, TimeSpan burst) =>
        Later(paidUntil, now) - now + each - burst;

    /// <summary>Until when all of it takes, once it is done once more.</summary>
    public static TimeSpan Pay(TimeSpan paidUntil, TimeSpan now, TimeSpan each) => Later(paidUntil, now) + each;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
