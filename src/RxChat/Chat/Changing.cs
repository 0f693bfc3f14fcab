using System.Globalization;
using System.Text;

namespace RxChat;

/// <summary>A message that a command needs was looked for beyond memory; null if there is none.</summary>
internal readonly record struct Looked(Said? Found);

/// <summary>What becomes of what was said: edits, removals, reactions. Pure; changes nothing.</summary>
internal static class Changing
{
    /// <summary>Bytes of an emoji: of a family with skins, 41.</summary>
    private const int LongestEmoji = 64;

    public static Decision Edit(
        ChatState state, Presence by, string room, ChatMessage message, ChatServerOptions limits, Looked? looked) =>
        About(state, by, room, message, message.Replaces!, looked, said =>
            WhyNot(by, said, message.At, limits) is { } refusal ? refusal : new Edited(message, Whole(said)));

    public static Decision Remove(
        ChatState state, Presence by, string room, RemoveMessage remove, ChatServerOptions limits, Looked? looked) =>
        About(state, by, room, remove, remove.Of, looked, said =>
            // Who keeps the room in order takes away whose they want, whenever.
            Moderating.RoleIn(state, by.Person, room) < RoomRole.Moderator
                && WhyNot(by, said, remove.At, limits) is { } refusal
                ? refusal
                : new Removed(room, by.Person, Whole(said), remove.At));

    public static Decision React(ChatState state, Presence by, string room, React react, Looked? looked) =>
        !IsEmoji(react.Emoji) ? new Malformed("a reaction is one character")
        : About(state, by, room, react, react.Of, looked, said => new Reacted(
            room, by.Person, Whole(said), react.Emoji, react.IsTakenBack, react.At));

    /// <summary>What a message said first: for those who keep the room in order, until it is removed.</summary>
    public static Decision Original(ChatState state, Presence by, string room, AskOriginal ask, Looked? looked)
    {
        if (Moderating.RoleIn(state, by.Person, room) < RoomRole.Moderator)
            return new NotAllowed(RoomRole.Moderator);
        return About(state, by, room, ask, ask.Of, looked,
            said => new OriginalOf(state.Histories.Of(room)!.OriginalOf(said)), isOriginal: true);
    }

    /// <summary>A message that answers to another one says which, if there is one.</summary>
    public static Decision Reply(ChatState state, ChatMessage message, Target to)
    {
        var history = state.Histories.Of(message.Room);
        if (history?.Find(to, default) is { } said) return message with { ReplyTo = Whole(said) };
        // What is kept no longer in memory is taken by its word.
        return to.Id != default && history?.First > 1 ? message : new NoSuchMessage();
    }

    /// <summary>What is done about a message, which may have to be looked for first.</summary>
    private static Decision About(
        ChatState state, Presence by, string room, Command asked, Target of, Looked? looked,
        Func<Said, Decision> decide, bool isOriginal = false)
    {
        var history = state.Histories.Of(room);
        var said = history?.Find(of, by.Person.Identity) ?? looked?.Found;
        if (said is not null) return said.IsRemoved ? new NoSuchMessage() : decide(said);
        // One's own last message is one that is in memory.
        return of != Target.OwnLast && looked is null && history?.First > 1 && state.Histories.IsBacked
            ? new FindSaid(asked, new SaidQuery(room, Of: of, IsOriginal: isOriginal))
            : new NoSuchMessage();
    }

    private static Refusal? WhyNot(Presence by, Said said, DateTimeOffset now, ChatServerOptions limits) =>
        said.Message.Sender is not { } sender || sender.Identity != by.Person.Identity ? new NotYours()
        : now - said.Message.At > limits.EditWithin ? new TooLate(limits.EditWithin.TotalSeconds)
        : null;

    private static Target Whole(Said said) => new(said.Seq, said.Id);

    private static bool IsEmoji(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= LongestEmoji
        && StringInfo.GetNextTextElementLength(text) == text.Length && !char.IsControl(text[0])
        && !char.IsWhiteSpace(text[0]);
}
