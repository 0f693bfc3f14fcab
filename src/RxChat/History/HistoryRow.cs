namespace RxChat;

/// <summary>What kind of entry a row is. The values are those in files.</summary>
public enum HistoryKind
{
    /// <summary>A <see cref="Said"/>.</summary>
    Message = 0,

    /// <summary>An <see cref="Edited"/>.</summary>
    Edit = 1,

    /// <summary>A <see cref="Removed"/>.</summary>
    Removal = 2,

    /// <summary>A <see cref="Reacted"/>.</summary>
    Reaction = 3,

    /// <summary>A <see cref="Reacted"/> that takes one back.</summary>
    ReactionTakenBack = 4,

    /// <summary>A <see cref="TopicSet"/>.</summary>
    Topic = 5,

    /// <summary>A <see cref="Moderated"/>, whose text is the rest of it.</summary>
    Moderation = 6,
}

/// <summary>An entry in the flat form in which histories keep it.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its id.</param>
/// <param name="At">When.</param>
/// <param name="Name">What who did it was called.</param>
/// <param name="Identity">Who did it, for ever.</param>
/// <param name="IsBot">Whether that was nobody's connection.</param>
/// <param name="Text">The text, the emoji or the topic; of moderation, what it is, as JSON.</param>
/// <param name="Key">Of a message, what its client calls it.</param>
/// <param name="Of">Which message it is about, or replies to.</param>
/// <param name="ChangedBy">Of a message, the number of its last edit, or of its removal; 0 is none.</param>
public readonly record struct HistoryRow(
    HistoryKind Kind, long Seq, Ulid Id, DateTimeOffset At, string Name, Ulid Identity, bool IsBot, string Text,
    string? Key = null, Target? Of = null, long ChangedBy = 0)
{
    /// <summary>The flat form of an entry.</summary>
    public static HistoryRow From(Numbered entry) => entry switch
    {
        Said { Message: var message } said => RowOf(HistoryKind.Message, said, message, message.ReplyTo)
            with { ChangedBy = said.ChangedBy },
        Edited edited => RowOf(HistoryKind.Edit, edited, edited.Message, edited.Of),
        Removed one => RowOf(HistoryKind.Removal, one, one.At, one.By, "", one.Of),
        Reacted one => RowOf(
            one.IsTakenBack ? HistoryKind.ReactionTakenBack : HistoryKind.Reaction, one, one.At, one.By, one.Emoji,
            one.Of),
        TopicSet one => RowOf(HistoryKind.Topic, one, one.At, one.By, one.Topic, null),
        Moderated one => RowOf(HistoryKind.Moderation, one, one.At, one.By, ModerationText.Write(one), null),
        null => throw new ArgumentNullException(nameof(entry)),
        _ => throw new ArgumentException($"{entry} has no flat form", nameof(entry)),
    };

    /// <summary>The entry. Who did it is a name: their connection may be gone.</summary>
    public Numbered ToEntry(string room)
    {
        var (by, of) = (new Person(0, Name, Identity: Identity), Of ?? Target.OwnLast);
        return Kind switch
        {
            HistoryKind.Edit => new Edited(MessageIn(room, by), of, Seq, Id),
            HistoryKind.Removal => new Removed(room, by, of, At, Seq, Id),
            HistoryKind.Reaction => new Reacted(room, by, of, Text, IsTakenBack: false, At, Seq, Id),
            HistoryKind.ReactionTakenBack => new Reacted(room, by, of, Text, IsTakenBack: true, At, Seq, Id),
            HistoryKind.Topic => new TopicSet(room, by, Text, At, Seq, Id),
            HistoryKind.Moderation => ModerationText.Read(Text, new Moderated(
                room, by, ModerationAct.Forgotten, "", default, "", null, "", At, Seq, Id)),
            _ => new Said(MessageIn(room, by) with { Key = Key, ReplyTo = Of }, Seq, Id, ChangedBy),
        };
    }

    private static HistoryRow RowOf(HistoryKind kind, Numbered entry, ChatMessage message, Target? of) => new(
        kind, entry.Seq, entry.Id, message.At, message.From, message.Sender?.Identity ?? default,
        message.Sender is null, message.Text, message.Key, of);

    private static HistoryRow RowOf(
        HistoryKind kind, Numbered entry, DateTimeOffset at, Person by, string text, Target? of) =>
        new(kind, entry.Seq, entry.Id, at, by.Name, by.Identity, IsBot: false, text, Of: of);

    private ChatMessage MessageIn(string room, Person by) => new(IsBot ? null : by, Name, room, Text, At);
}
