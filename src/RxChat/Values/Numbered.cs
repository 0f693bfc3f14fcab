using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>Base of the facts that history keeps: each has a number in its room, and is resumed by it.</summary>
/// <param name="Seq">The number: from 1, dense; 0 is not placed yet.</param>
/// <param name="Id">What it is known by for ever.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Said), "said")]
[JsonDerivedType(typeof(Edited), "edited")]
[JsonDerivedType(typeof(Removed), "removed")]
[JsonDerivedType(typeof(Reacted), "reacted")]
[JsonDerivedType(typeof(TopicSet), "topic set")]
[JsonDerivedType(typeof(Moderated), "moderated")]
public abstract record Numbered(long Seq, Ulid Id) : Entry
{
    /// <summary>Where it is a fact.</summary>
    [JsonIgnore]
    public abstract string In { get; }
}

/// <summary>A message is said in its room.</summary>
/// <param name="Message">What, by whom, where and when; if it was edited, with the last text.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its id.</param>
/// <param name="ChangedBy">The number of its last edit, or of its removal; 0 is none.</param>
public sealed record Said(ChatMessage Message, long Seq = 0, Ulid Id = default, long ChangedBy = 0)
    : Numbered(Seq, Id)
{
    /// <inheritdoc />
    public override string In => Message.Room;

    /// <summary>Whether it was removed, and has no text any more.</summary>
    [JsonIgnore]
    public bool IsRemoved => ChangedBy != 0 && Message.Text.Length == 0;
}

/// <summary>What a later entry is about: a message of the same room.</summary>
/// <param name="Seq">Its number; 0 is not known.</param>
/// <param name="Id">Its id.</param>
/// <remarks>Messages are many, and few have one.</remarks>
public sealed record Target(long Seq, Ulid Id = default)
{
    /// <summary>One's own last message.</summary>
    public static Target OwnLast { get; } = new(0);
}

/// <summary>A message has another text.</summary>
/// <param name="Message">The new text, by whom and when; empty once it is replaced, too.</param>
/// <param name="Of">The message it was.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its id.</param>
public sealed record Edited(ChatMessage Message, Target Of, long Seq = 0, Ulid Id = default) : Numbered(Seq, Id)
{
    /// <inheritdoc />
    public override string In => Message.Room;
}

/// <summary>A message is removed; its text and those of its edits are kept no longer.</summary>
/// <param name="Room">Where.</param>
/// <param name="By">Who removed it.</param>
/// <param name="Of">The message it was.</param>
/// <param name="At">When.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its id.</param>
public sealed record Removed(
    string Room, Person By, Target Of, DateTimeOffset At, long Seq = 0, Ulid Id = default) : Numbered(Seq, Id)
{
    /// <inheritdoc />
    public override string In => Room;
}

/// <summary>Somebody reacts to a message, or takes that back.</summary>
/// <param name="Room">Where.</param>
/// <param name="By">Who.</param>
/// <param name="Of">To which message.</param>
/// <param name="Emoji">How: one character as people see it.</param>
/// <param name="IsTakenBack">Whether they take it back.</param>
/// <param name="At">When.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its id.</param>
public sealed record Reacted(
    string Room, Person By, Target Of, string Emoji, bool IsTakenBack, DateTimeOffset At,
    long Seq = 0, Ulid Id = default) : Numbered(Seq, Id)
{
    /// <inheritdoc />
    public override string In => Room;
}

/// <summary>A room has a topic, or none any more.</summary>
/// <param name="Room">Which.</param>
/// <param name="By">Who says so.</param>
/// <param name="Topic">What it is about; empty is nothing.</param>
/// <param name="At">When.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its id.</param>
public sealed record TopicSet(
    string Room, Person By, string Topic, DateTimeOffset At, long Seq = 0, Ulid Id = default) : Numbered(Seq, Id)
{
    /// <inheritdoc />
    public override string In => Room;
}
