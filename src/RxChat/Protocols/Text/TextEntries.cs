using System.Globalization;

namespace RxChat;

/// <summary>What has a number in its room, in English.</summary>
internal sealed class TextEntries(TextNames names)
{
    /// <summary>
    /// A line of history, in UTC: nobody knows where the reader is. What was edited shows its last text, so that the
    /// edits need no lines: null.
    /// </summary>
    public string? LineOf(Numbered entry) => entry switch
    {
        Said { Message: var message } said => Line(said, message.At, names.Of(message) + ":"
            + (message.ReplyTo is { } to ? Invariant($" (re #{to.Seq})") : "")
            + (said.IsRemoved ? " (removed)" : " " + OneLine(message.Text) + (said.ChangedBy > 0 ? " (edited)" : ""))),
        Reacted reacted => Line(reacted, reacted.At, Words(reacted)),
        TopicSet topic => Line(topic, topic.At, Words(topic)),
        Moderated act => Line(act, act.At, Words(act)),
        _ => null,
    };

    /// <summary>The news, of all but messages.</summary>
    public string Words(Numbered entry) => entry switch
    {
        Edited edited => Invariant($"{names.Of(edited.Message)} edits #{edited.Of.Seq}: {edited.Message.Text}"),
        Removed removed => Invariant($"{names.Of(removed.By)} removes #{removed.Of.Seq}"),
        Reacted one => Invariant(
            $"{names.Of(one.By)} {(one.IsTakenBack ? "takes back" : "reacts")} {one.Emoji} to #{one.Of.Seq}"),
        TopicSet { Topic.Length: > 0 } topic => $"{names.Of(topic.By)} sets the topic: {topic.Topic}",
        TopicSet topic => $"{names.Of(topic.By)} takes the topic away",
        Moderated act => TextModeration.Sentence(act, names.Of(act.By)),
        _ => "",
    };

    /// <summary>What a message said first.</summary>
    public string Original(Said said) =>
        Line(said, said.Message.At, $"{names.Of(said.Message)} said first: {OneLine(said.Message.Text)}");

    private static string Line(Numbered entry, DateTimeOffset at, string what) =>
        Invariant($"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} #{entry.Seq} {what}");

    private static string OneLine(string text) => text.Replace('\n', ' ');

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
