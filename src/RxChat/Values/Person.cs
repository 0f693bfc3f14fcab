namespace RxChat;

/// <summary>Who is behind a client, as others see them.</summary>
/// <param name="Id">The client's number, from 1, unique while the server runs.</param>
/// <param name="Name">The name they took, or <c>guest-n</c>.</param>
/// <param name="Address">What the model's wire shows instead of a guest's name, <c>host:port</c>; null for who took a
/// name, and where addresses are hidden or there is none.</param>
/// <param name="Account">The account they logged in to, if any.</param>
/// <param name="Peer">How they are connected, for the operator's filters: others never see it.</param>
/// <param name="Identity">What they are known by for ever: that of their account; as a guest, of their connection or of
/// the one their token is from.</param>
/// <param name="IsOperator">Whether they may do everything everywhere.</param>
public sealed record Person(
    long Id, string Name, string? Address = null, string? Account = null, Peer? Peer = null, Ulid Identity = default,
    bool IsOperator = false)
{
    /// <summary>What they may do of it, by the token they came with; null is everything.</summary>
    public Scopes? Scopes { get; init; }
}

/// <summary>The other end of a connection.</summary>
/// <param name="Protocol">What it speaks, such as <c>line</c>.</param>
/// <param name="Host">Its address without a port; null where addresses are hidden, or there is none.</param>
/// <param name="IsLocal">Whether it is on the server's own machine, where an address says nothing of who it is.</param>
/// <param name="IsVisit">Whether it is a single request, which comes into no room.</param>
public sealed record Peer(string Protocol, string? Host = null, bool IsLocal = false, bool IsVisit = false)
{
    /// <summary>What those share who count as one for limits, whether or not addresses are hidden.</summary>
    internal string? Party { get; init; }
}
