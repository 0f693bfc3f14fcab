using System.Collections.Immutable;

namespace RxChat;

/// <summary>
/// Base of the work that the chat asks for outside itself. Its result comes back as a command; the client's later ones
/// wait for it.
/// </summary>
internal abstract record Effect(long By);

/// <summary>Reads the message of the day; gives <see cref="GiveMotd"/>.</summary>
internal sealed record ReadMotd(long By) : Effect(By);

/// <summary>Reads a page of what was said in a room, as it was asked for; gives <see cref="GiveHistory"/>.</summary>
internal sealed record ReadHistory(long By, HistoryQuery Query, string? Ref, string Room) : Effect(By);

/// <summary>Looks for words; gives <see cref="GiveSearch"/>.</summary>
internal sealed record ReadSearch(long By, SearchQuery Query, string? Ref, string Room) : Effect(By);

/// <summary>Reads what was missed by who comes back; gives <see cref="GiveMissed"/>.</summary>
internal sealed record ReadMissed(JoinRoom Join, HistoryQuery Query) : Effect(Join.By);

/// <summary>Reads what a query begins with and memory does not have; gives <see cref="GiveSeed"/>.</summary>
internal sealed record ReadSeed(AskQuery Asked, ImmutableArray<HistoryQuery> Queries) : Effect(Asked.By);

/// <summary>Finds the message that a command needs to be decided; gives <see cref="GiveFound"/>.</summary>
internal sealed record FindSaid(Command Asked, SaidQuery Query) : Effect(Asked.By);

/// <summary>Waits until a client has taken what it was told; gives the command that comes then.</summary>
internal sealed record AwaitTaken(Command Then) : Effect(Then.By);

/// <summary>Asks the accounts what comes of a command; gives <see cref="GiveAccount"/>.</summary>
internal sealed record AskAccounts(Command Asked, Person Person) : Effect(Asked.By);

/// <summary>Keeps with an account what has changed; gives nothing.</summary>
/// <param name="By">Who.</param>
/// <param name="Account">Whose.</param>
/// <param name="Read">Up to where they have read; null is nothing new.</param>
/// <param name="Name">Whom they do not want to hear, or do again; null is nobody.</param>
/// <param name="IsIgnored">Whether they do not.</param>
internal sealed record KeepWithAccount(
    long By, Ulid Account, ReadMark? Read = null, string? Name = null, bool IsIgnored = false) : Effect(By);
