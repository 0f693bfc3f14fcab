using System.Globalization;
using System.Text.Json;
using RxChat.Client;

namespace RxChat.Server.Connect;

/// <summary>What is heard, in English.</summary>
internal static class JsonLines
{
    /// <summary>Null is not shown.</summary>
    public static string? Of(RoomEvent told) => told switch
    {
        Message { IsRemoved: true } message => Invariant($"* #{message.Seq} of {message.From} was removed"),
        Message message => $"{message.From}{(message.IsBot ? " [bot]" : "")}: {message.Text}"
            + (message.IsEdited ? " (edited)" : ""),
        Client.Edited { Text: { } text } edited => $"* {edited.From} edits: {text}",
        Client.Edited => null,
        Client.Removed removed => $"* {removed.From} removes a message",
        Client.Reacted reacted => $"* {reacted.From} {(reacted.IsTakenBack ? "takes back" : "reacts")} {reacted.Emoji}",
        Client.TopicSet topic => $"* {topic.From} sets the topic: {topic.Topic}",
        Client.Moderated act => $"* {act.From}: {act.Act} {act.Whom} {act.Value}".TrimEnd()
            + (act.Reason is { } reason ? $" ({reason})" : ""),
        Entered entered => $"* in {entered.Room}: {string.Join(", ", entered.Members)}"
            + (entered.Count > entered.Members.Count
                ? Invariant($" and {entered.Count - entered.Members.Count} more")
                : "")
            + (entered.Topic.Length > 0 ? $"; topic: {entered.Topic}" : ""),
        Client.Joined joined => $"* {joined.Name} joined",
        Client.Left left => $"* {left.Name} left",
        Client.Renamed renamed => $"* {renamed.From} is now {renamed.To}",
        Client.Presence presence => presence.IsAway
            ? $"* {presence.Name} is away{(presence.Text is { } text ? $": {text}" : "")}"
            : $"* {presence.Name} is here again",
        Client.Crowd crowd => Invariant($"* {crowd.Joined} joined, {crowd.Left} left"),
        Client.Missed missed => Invariant($"* {missed.Count} messages missed"),
        Client.Rewound rewound => Invariant($"* what was said after message {rewound.Seq} is lost"),
        NotEntered not => $"* {not.Reason}",
        _ => null,
    };

    /// <summary>An answer to what was asked.</summary>
    public static IEnumerable<string> Of(JsonElement answer)
    {
        switch (TextOf(answer, "type"))
        {
            case "who":
                yield return $"* in {TextOf(answer, "room")}: {string.Join(", ", Names(answer, "members"))}";
                break;
            case "rooms":
                yield return "* rooms: " + string.Join(", ", answer.GetProperty("rooms").EnumerateArray()
                    .Select(room => $"{TextOf(room, "room")} ({room.GetProperty("count")})"));
                break;
            case "history" or "search":
                foreach (var entry in answer.GetProperty("messages").EnumerateArray())
                {
                    if (TextOf(entry, "type") != "message") continue;
                    yield return $"* {TextOf(entry, "at")[..16].Replace('T', ' ')} #{entry.GetProperty("seq")} "
                        + $"{TextOf(entry, "from")}: {TextOf(entry, "text")}";
                }
                break;
            case "unread":
                foreach (var room in answer.GetProperty("rooms").EnumerateArray())
                    yield return $"* {TextOf(room, "room")}: {room.GetProperty("unread")} unread";
                break;
            case "rules":
                foreach (var act in answer.GetProperty("acts").EnumerateArray())
                {
                    yield return $"* {TextOf(act, "from")}: {TextOf(act, "act")} {TextOf(act, "whom")} "
                        + TextOf(act, "value");
                }
                break;
            case "topic":
                yield return $"* topic: {TextOf(answer, "text")}";
                break;
            case "token":
                yield return $"* your token: {TextOf(answer, "token")}";
                break;
            case "presence":
                yield return $"* {TextOf(answer, "name")} is away: {TextOf(answer, "text")}";
                break;
        }
    }

    private static IEnumerable<string> Names(JsonElement answer, string property) =>
        answer.GetProperty(property).EnumerateArray().Select(name => name.GetString() ?? "");

    private static string TextOf(JsonElement one, string property) =>
        one.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
