namespace RxChat;

/// <summary>
/// Base of the work that the chat asks for outside itself. Its result comes back as a command; the client's later ones
/// wait for it.
/// </summary>
internal abstract record Effect(long By);

/// <summary>Reads the message of the day; gives <see cref="GiveMotd"/>.</summary>
internal sealed record ReadMotd(long By) : Effect(By);
