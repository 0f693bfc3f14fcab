using System.Globalization;

namespace RxChat;

/// <summary>
/// A frame of the text protocols to a command: text is said, <c>/word</c> is a command, <c>//</c> says a text that
/// starts with '/'.
/// </summary>
internal static class TextCommands
{
    public static Command Decode(ReadOnlySpan<byte> frame, TextConversation client, DateTimeOffset now)
    {
        var text = Text.Decode(frame);
        if (text[0] != '/') return Say(text, client, now);
        if (text.StartsWith("//", StringComparison.Ordinal)) return Say(text[1..], client, now);
        return Parse(text, client, now);
    }

    private static ChatMessage Say(string text, TextConversation client, DateTimeOffset now) =>
        new(client.Person, client.Person.Name, client.Current ?? "", text, now);

    private static Command Parse(string text, TextConversation client, DateTimeOffset now)
    {
        var (word, rest) = Split(text.AsSpan(1));
        var by = client.Person.Id;
        return word.ToString().ToUpperInvariant() switch
        {
            "NAME" => rest.IsEmpty ? Usage(by, "/name NAME") : new TakeName(by, rest.ToString()),
            "JOIN" => rest.IsEmpty ? Usage(by, "/join ROOM") : new JoinRoom(by, rest.ToString()),
            "LEAVE" => InRoom(client, rest, static (by, room) => new LeaveRoom(by, room)),
            "WHO" => InRoom(client, rest, static (by, room) => new ListMembers(by, room)),
            "ROOMS" => new ListRooms(by),
            "MSG" => Message(by, rest, now),
            "AWAY" => new BeAway(by, rest.ToString().Replace('\n', ' ')),
            "BACK" => new BeAway(by, Text: null),
            "IGNORE" or "UNIGNORE" => rest.IsEmpty ? Usage(by, "/ignore NAME, /unignore NAME")
                : new Ignore(by, rest.ToString(), word.Length == "IGNORE".Length),
            "UNREAD" => new AskUnread(by),
            "READ" => InRoom(client, rest, static (by, room) => new MarkRead(by, room, Seq: null)),
            "HISTORY" => History(client, rest),
            "SEARCH" => rest.IsEmpty ? Usage(by, "/search WORDS")
                : client.Current is { } here ? new Search(by, here, rest.ToString(), Before: null, Limit: null)
                : new Refuse(by, new NoRoom()),
            "REPLY" => About(client, rest, "/reply #NUMBER text", (room, of, text) =>
                of.Seq == 0 || text.Length == 0 ? null : Say(text, client, now) with { ReplyTo = of }),
            "EDIT" => About(client, rest, "/edit [#NUMBER] text", (room, of, text) =>
                text.Length == 0 ? null : Say(text, client, now) with { Replaces = of }),
            "REMOVE" => About(client, rest, "/remove [#NUMBER]", (room, of, text) =>
                text.Length > 0 ? null : new RemoveMessage(by, room, of, now)),
            "ORIGINAL" => About(client, rest, "/original #NUMBER", (room, of, text) =>
                of.Seq == 0 || text.Length > 0 ? null : new AskOriginal(by, room, of)),
            "REACT" => About(client, rest, "/react #NUMBER EMOJI", (room, of, text) =>
                of.Seq == 0 || text.Length == 0 ? null : new React(by, room, of, text, IsTakenBack: false, now)),
            "UNREACT" => About(client, rest, "/unreact #NUMBER EMOJI", (room, of, text) =>
                of.Seq == 0 || text.Length == 0 ? null : new React(by, room, of, text, IsTakenBack: true, now)),
            "TOPIC" => client.Current is { } current
                ? new SetTopic(by, current, rest.IsEmpty ? null : rest.ToString().Replace('\n', ' '), now)
                : new Refuse(by, new NoRoom()),
            "REGISTER" or "LOGIN" or "LOGOUT" or "PASSWORD" or "UNREGISTER" or "TOKEN" =>
                TextAccounts.Parse(by, word, rest),
            "RULES" => InRoom(client, rest, static (by, room) => new ListRules(by, room)),
            "HELP" => new Help(by, []),
            "MOTD" => new AskMotd(by),
            "QUIT" => new Disconnect(by),
            var other => TextModeration.Parse(by, client.Current, other, rest, now)
                ?? new SlashCommand(Say(rest.ToString(), client, now), word.ToString()),
        };
    }

    private static Command Message(long by, ReadOnlySpan<char> rest, DateTimeOffset now)
    {
        var (to, text) = Split(rest);
        return to.IsEmpty || text.IsEmpty
            ? Usage(by, "/msg NAME text")
            : new Whisper(by, to.ToString(), text.ToString(), now);
    }

    private static Command History(TextConversation client, ReadOnlySpan<char> rest)
    {
        int? limit = null;
        if (!rest.IsEmpty)
        {
            if (!int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most == 0)
                return Usage(client.Person.Id, "/history [NUMBER]");
            limit = most;
        }
        return client.Current is { } room
            ? new AskHistory(client.Person.Id, room, Before: null, After: null, limit)
            : new Refuse(client.Person.Id, new NoRoom());
    }

    /// <summary>About a message of the room the client is in: the one of a number, or its own last one.</summary>
    private static Command About(
        TextConversation client, ReadOnlySpan<char> rest, string usage, Func<string, Target, string, Command?> make)
    {
        if (client.Current is not { } room) return new Refuse(client.Person.Id, new NoRoom());
        var of = Target.OwnLast;
        if (rest is ['#', ..])
        {
            var (number, text) = Split(rest[1..]);
            if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) || seq == 0)
                return Usage(client.Person.Id, usage);
            of = new Target(seq);
            rest = text;
        }
        return make(room, of, rest.ToString()) ?? Usage(client.Person.Id, usage);
    }

    /// <summary>About the room that is named, or the one the client is in.</summary>
    private static Command InRoom(TextConversation client, ReadOnlySpan<char> name, Func<long, string, Command> make)
    {
        var room = name.IsEmpty ? client.Current : name.ToString();
        return room is null ? new Refuse(client.Person.Id, new NoRoom()) : make(client.Person.Id, room);
    }

    internal static Refuse Usage(long by, string usage) => new(by, new WrongUsage(usage));

    // Words are parted by ASCII white space, so that no look-alike space passes for a separator.
    internal static Parts Split(ReadOnlySpan<char> text)
    {
        text = text.Trim(" \t\n");
        var end = text.IndexOfAny(' ', '\t', '\n');
        return end < 0 ? new Parts(text, default) : new Parts(text[..end], text[end..].TrimStart(" \t\n"));
    }

    internal readonly ref struct Parts(ReadOnlySpan<char> word, ReadOnlySpan<char> rest)
    {
        private readonly ReadOnlySpan<char> _word = word;
        private readonly ReadOnlySpan<char> _rest = rest;

        public void Deconstruct(out ReadOnlySpan<char> word, out ReadOnlySpan<char> rest)
        {
            word = _word;
            rest = _rest;
        }
    }
}
