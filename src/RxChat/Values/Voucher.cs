namespace RxChat;

/// <summary>Who somebody is on somebody else's word: of an issuer of tokens, an authority of certificates, or the
/// application that the chat is part of.</summary>
/// <param name="Name">Of their account, which is made if there is none: one without a password.</param>
/// <param name="IsOperator">Whether they may do everything everywhere; an account that may says so itself.</param>
/// <param name="Scopes">What they may do of it; null is everything.</param>
/// <param name="Until">When the word is void: the connection is closed then, unless another one has come. Null is
/// never.</param>
public sealed record Voucher(
    string Name, bool IsOperator = false, Scopes? Scopes = null, DateTimeOffset? Until = null);

/// <summary>What is to be thought of a token that somebody else has made.</summary>
/// <param name="Voucher">Who has it; null if it is no good.</param>
/// <param name="Problem">Why it is not, for who shows it.</param>
public sealed record Judged(Voucher? Voucher, string Problem = "");
