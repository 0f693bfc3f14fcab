namespace RxChat;

/// <summary>A page that is asked for.</summary>
/// <param name="Room">Of which room.</param>
/// <param name="From">The first number that may be in it.</param>
/// <param name="To">The last number that may be in it.</param>
/// <param name="Limit">The most messages.</param>
/// <param name="Bytes">The most bytes of their texts in memory, but for the first.</param>
/// <param name="FromEnd">Whether the last of them are wanted, and not the first.</param>
public sealed record HistoryQuery(string Room, long From, long To, int Limit, int Bytes, bool FromEnd);

/// <summary>One message that is looked for: by its key or, without one, by what points at it.</summary>
/// <param name="Room">In which room.</param>
/// <param name="Key">What its client calls it.</param>
/// <param name="Of">Its number or its id.</param>
/// <param name="IsOriginal">Whether with the text it had first, and not the last one.</param>
public sealed record SaidQuery(string Room, string? Key = null, Target? Of = null, bool IsOriginal = false);

/// <summary>Messages that are looked for by words: the latest that have all of them.</summary>
/// <param name="Room">In which room.</param>
/// <param name="Words">Whole words, whatever the case, parted by what is neither letter nor digit.</param>
/// <param name="Before">Only those of lower numbers.</param>
/// <param name="Limit">The most messages.</param>
/// <param name="Bytes">The most bytes of their texts in memory, but for the first.</param>
/// <param name="From">Only those of this number and higher ones.</param>
public sealed record SearchQuery(string Room, string Words, long Before, int Limit, int Bytes, long From = 1);
