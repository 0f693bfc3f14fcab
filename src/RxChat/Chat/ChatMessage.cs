namespace RxChat;

/// <summary>What somebody says in a room: the element of every filter.</summary>
/// <remarks>
/// Immutable; a filter changes one by <c>message with { Text = … }</c>. It may be kept and put out later: when it reaches the chat, it is
/// checked again that its sender may still speak in the room.
/// </remarks>
public sealed record ChatMessage : Command
{
    internal ChatMessage(Client client, string from, string room, string text, DateTimeOffset at) : base(client) =>
        (From, Room, Text, At) = (from, room, text, at);

    /// <summary>A message from nobody's connection: of the server itself, of a filter that answers, or of a test.</summary>
    public ChatMessage(string from, string room, string text, DateTimeOffset at = default) : base((Client?)null) =>
        (From, Room, Text, At) = (from, room, RxChat.Text.Clean(text), at);

    /// <summary>The sender's name when it spoke: the one it took, or <c>guest-n</c>.</summary>
    public string From { get; init; }

    /// <summary>The room it was said in; empty when the sender was in none, which the chat tells it.</summary>
    public string Room { get; init; }

    /// <summary>The text: no control characters but TAB and LF, never markup.</summary>
    public string Text { get; init; }

    /// <summary>When it was decoded, by the server's scheduler.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The number of the sender's connection, unique while the server runs; 0 when it came from no connection.</summary>
    public long ClientId => Client?.Id ?? 0;

    /// <summary>Where outcomes go while the message is in a filter.</summary>
    internal IOutcomes? Outcomes { get; set; }

    /// <summary>Tells the sender why the message is not said. Whoever rejects a message does not pass it on.</summary>
    public void Reject(string reason) => Add(reason, static (client, reason) => new Notify(client, reason));

    /// <summary>Tells the sender something, whatever becomes of the message.</summary>
    public void Notify(string text) => Add(text, static (client, text) => new Notify(client, text));

    /// <summary>Tells the sender why, and disconnects it.</summary>
    public void Disconnect(string reason) => Add(reason, static (client, reason) => new Disconnect(client, reason));

    internal void Enter(string step) => Outcomes?.Enter(step);

    private void Add(string text, Func<Client, string, Command> outcome)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Client is not null) Outcomes?.Add(outcome(Client, RxChat.Text.Clean(text)));
    }
}
