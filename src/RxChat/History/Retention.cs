namespace RxChat;

/// <summary>How much of what was said in a room is kept; what is older goes.</summary>
/// <param name="Age">For how long; null is for ever.</param>
/// <param name="Count">The most entries; null is any number.</param>
/// <param name="Bytes">The most bytes of texts, in UTF-8; null is any number.</param>
public readonly record struct Retention(TimeSpan? Age = null, long? Count = null, long? Bytes = null)
{
    /// <summary>Whether everything is kept.</summary>
    public bool IsNone => Age is null && Count is null && Bytes is null;
}
