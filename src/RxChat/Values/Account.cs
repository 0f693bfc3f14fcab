using System.Collections.Immutable;

namespace RxChat;

/// <summary>Somebody who has a name for ever, and what is kept with it.</summary>
/// <param name="Id">What they are known by for ever.</param>
/// <param name="Name">Their name.</param>
/// <param name="IsOperator">Whether they may do everything everywhere.</param>
/// <param name="Reads">Up to where they have read.</param>
/// <param name="Ignored">The names of those they do not want to hear.</param>
public sealed record Account(
    Ulid Id, string Name, bool IsOperator, ImmutableArray<ReadMark> Reads, ImmutableArray<string> Ignored);

/// <summary>Up to where somebody has read a room.</summary>
public readonly record struct ReadMark(string Room, long Seq);

/// <summary>What comes of a command about accounts.</summary>
/// <param name="Refusal">Why nothing; null if it is done.</param>
/// <param name="Account">Whose account it is about.</param>
/// <param name="Guest">Of a guest who comes back, who they are; else none.</param>
/// <param name="GuestName">And what they called themselves; null is nothing.</param>
/// <param name="Token">A new token.</param>
/// <param name="Scopes">What may be done of what the account may; null is everything.</param>
/// <param name="Until">When that is void; null is never.</param>
public sealed record AccountReply(
    Refusal? Refusal = null, Account? Account = null, Ulid Guest = default, string? GuestName = null,
    Secret? Token = null, Scopes? Scopes = null, DateTimeOffset? Until = null);
