namespace RxChat;

/// <summary>A frame of the text protocols to a command: text is said, <c>/word</c> is a command, <c>//</c> says a text that starts with '/'.</summary>
internal static class TextCommands
{
    /// <summary>Null for an empty frame, which is ignored.</summary>
    public static Command? Decode(ReadOnlySpan<byte> frame, Client client, DateTimeOffset now)
    {
        if (frame.IsEmpty) return null;
        var text = Text.Decode(frame);
        if (text[0] != '/') return client.Say(text, now);
        if (text.StartsWith("//", StringComparison.Ordinal)) return client.Say(text[1..], now);
        return Parse(text, client);
    }

    private static Command Parse(string text, Client client)
    {
        var (word, rest) = Split(text.AsSpan(1));
        return word.ToString().ToUpperInvariant() switch
        {
            "NAME" => One(rest, client, "/name NAME", static (client, name) => new TakeName(client, name)),
            "JOIN" => One(rest, client, "/join ROOM", static (client, room) => new JoinRoom(client, room)),
            "LEAVE" => new LeaveRoom(client, OrNull(rest)),
            "WHO" => new ListMembers(client, OrNull(rest)),
            "ROOMS" => new ListRooms(client),
            "MSG" => Message(rest, client),
            "HELP" => new Help(client),
            "QUIT" => new Quit(client),
            _ => new Malformed(client, $"unknown command /{Text.Quote(word)}, try /help"),
        };
    }

    private static Command Message(ReadOnlySpan<char> rest, Client client)
    {
        var (to, text) = Split(rest);
        return to.IsEmpty || text.IsEmpty ? Usage(client, "/msg NAME text") : new Tell(client, to.ToString(), text.ToString());
    }

    private static Command One(ReadOnlySpan<char> rest, Client client, string usage, Func<Client, string, Command> make) =>
        rest.IsEmpty ? Usage(client, usage) : make(client, rest.ToString());

    private static Malformed Usage(Client client, string usage) => new(client, $"usage: {usage}");

    private static string? OrNull(ReadOnlySpan<char> text) => text.IsEmpty ? null : text.ToString();

    // Words are parted by ASCII white space, so that no look-alike space passes for a separator.
    private static Parts Split(ReadOnlySpan<char> text)
    {
        text = text.Trim(" \t\n");
        var end = text.IndexOfAny(' ', '\t', '\n');
        return end < 0 ? new Parts(text, default) : new Parts(text[..end], text[end..].TrimStart(" \t\n"));
    }

    private readonly ref struct Parts(ReadOnlySpan<char> word, ReadOnlySpan<char> rest)
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
