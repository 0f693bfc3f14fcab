namespace RxChat;

/// <summary>
/// What has to be known of a frame to choose which are left out: the policy of its room, and what of a later one
/// replaces it. Most frames have none.
/// </summary>
internal readonly record struct Tag
{
    private const int KeyBits = 60;

    private readonly ulong _bits;

    /// <param name="policy">Null where the room has none of its own.</param>
    /// <param name="key">The same of those of which the last replaces the others; 0 is replaced by none.</param>
    public Tag(Overflow? policy, ulong key) =>
        _bits = ((policy is { } own ? (ulong)own + 1 : 0) << KeyBits) | (key & ((1UL << KeyBits) - 1));

    public Overflow? Policy => _bits >> KeyBits is > 0 and var own ? (Overflow)(own - 1) : null;

    public ulong Key => _bits & ((1UL << KeyBits) - 1);
}

/// <summary>What is done with a client's frames: as it has chosen, else as their room has it, else as all.</summary>
internal readonly record struct Policies(Overflow? Chosen, Overflow Default)
{
    public Overflow Of(Tag tag) => Chosen ?? tag.Policy ?? Default;
}
