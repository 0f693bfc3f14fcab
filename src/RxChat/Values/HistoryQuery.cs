namespace RxChat;

/// <summary>A page that is asked for.</summary>
/// <param name="Room">Of which room.</param>
/// <param name="From">The first number that may be in it.</param>
/// <param name="To">The last number that may be in it.</param>
/// <param name="Limit">The most messages.</param>
/// <param name="Bytes">The most bytes of their texts in memory, but for the first.</param>
/// <param name="FromEnd">Whether the last of them are wanted, and not the first.</param>
public sealed record HistoryQuery(string Room, long From, long To, int Limit, int Bytes, bool FromEnd);
