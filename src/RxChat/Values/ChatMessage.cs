using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>What somebody says in a room: the element of every filter.</summary>
/// <remarks>
/// Immutable; a filter changes one by <c>message with { Text = … }</c>. It may be kept and put out later: when it
/// reaches the chat, it is checked again that its sender may still speak in the room.
/// </remarks>
public sealed record ChatMessage : Command
{
    // Of a decoded frame and a person's name: all of it is clean.
    [JsonConstructor]
    internal ChatMessage(Person? sender, string from, string room, string text, DateTimeOffset at)
        : base(sender?.Id ?? 0)
    {
        (Sender, Room, At) = (sender, room, at);
        if (sender is null) (From, Text) = (from, text);
        else (_from, _text) = (from, text);
    }

    /// <summary>
    /// A message from nobody's connection: of the server itself, of a filter that answers, or of a test.
    /// </summary>
    public ChatMessage(string from, string room, string text, DateTimeOffset at = default)
        : this(null, from, room, text, at)
    {
    }

    /// <summary>A message of somebody who is connected, or for a test of somebody who could be.</summary>
    public ChatMessage(Person sender, string room, string text, DateTimeOffset at = default)
        : this(
            sender ?? throw new ArgumentNullException(nameof(sender)), sender.Name, room, RxChat.Text.Clean(text), at)
    {
    }

    private readonly string _from = "";
    private readonly string _room = "";
    private readonly string _text = "";

    /// <summary>
    /// The sender's name when it spoke: the one it took, or <c>guest-n</c>. What cannot be in a name is shown as '_'.
    /// </summary>
    public string From
    {
        get => _from;
        init => _from = Names.Clean(value);
    }

    /// <summary>The room it was said in; empty when the sender was in none, which the chat tells it.</summary>
    public string Room
    {
        get => _room;
        init => _room = value ?? throw new ArgumentNullException(nameof(Room));
    }

    /// <summary>
    /// The text: no control characters but TAB and LF (others become U+FFFD), never markup. An empty one is not said.
    /// </summary>
    public string Text
    {
        get => _text;
        init => _text = RxChat.Text.Clean(value ?? throw new ArgumentNullException(nameof(Text)));
    }

    /// <summary>
    /// What its client calls it for ever, at most 64 characters of its choice: said again with the same one, it is not
    /// said twice. Null is no such name.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The message it answers to; null is none.</summary>
    public Target? ReplyTo { get; init; }

    /// <summary>
    /// The message whose new text it is, an edit; null is a new message.
    /// </summary>
    public Target? Replaces { get; init; }

    /// <summary>When it was decoded, by the server's scheduler.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>
    /// Who said it, whatever a filter made of it: the connection, the account, how they are connected. Null when it
    /// came from no connection.
    /// </summary>
    public Person? Sender { get; }

    /// <summary>
    /// The number of the sender's connection, unique while the server runs; 0 when it came from no connection.
    /// </summary>
    [JsonIgnore]
    public long ClientId => By;

    /// <summary>Where outcomes go while the message is in a filter.</summary>
    [JsonIgnore]
    internal IOutcomes? Outcomes { get; set; }

    /// <summary>Its number in the filter it is in, which has whatever is made of it.</summary>
    [JsonIgnore]
    internal long Ticket { get; set; }

    /// <summary>Its number among those of which is noted what becomes of them; 0 is none.</summary>
    [JsonIgnore]
    internal long Trace { get; set; }

    /// <summary>Tells the sender why the message is not said. Whoever rejects a message does not pass it on.</summary>
    public void Reject(string reason) =>
        Add(reason, (by, reason) => new Refuse(by, new Filtered(reason)) { Ref = Ref });

    /// <summary>Tells the sender something, whatever becomes of the message.</summary>
    public void Notify(string text) => Add(text, static (by, text) => new Notify(by, text));

    /// <summary>Tells the sender why, and disconnects it.</summary>
    public void Disconnect(string reason) =>
        Add(reason, static (by, reason) => new Disconnect(by, new Filtered(reason)));

    /// <summary>Tells somebody else something, if they are still here; whatever becomes of the message.</summary>
    public void Notify(Person person, string text)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(text);
        Outcomes?.Add(this, new Notify(person.Id, RxChat.Text.Clean(text)));
    }

    /// <summary>Disconnects somebody else, who is told why; whatever becomes of the message.</summary>
    public void Disconnect(Person person, string reason)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(reason);
        Outcomes?.Add(this, new Disconnect(person.Id, new Filtered(RxChat.Text.Clean(reason))));
    }

    internal void Enter(string step) => Outcomes?.Enter(step);

    /// <summary>Has the log told that work for it failed.</summary>
    internal void Report(Exception error) => Outcomes?.Report(error);

    private void Add(string text, Func<long, string, Command> outcome)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Sender is not null) Outcomes?.Add(this, outcome(By, RxChat.Text.Clean(text)));
    }
}
