namespace RxChat;

/// <summary>What <c>/help</c> says: the commands of the protocol, and those of filters.</summary>
internal static class TextHelp
{
    private const string MotdHelp = "/motd shows the message of the day";

    private static readonly string[] s_help =
    [
        "/name NAME takes a name; /msg NAME text tells one person",
        "/join ROOM enters a room, texts go there; /leave [ROOM] leaves it",
        "/who [ROOM] lists who is there; /rooms lists the rooms; /topic [text] shows or says what it is about",
        "/history [N] shows what was said, with numbers; /search WORDS finds it",
        "/reply #N text answers to one; /react #N EMOJI; /unreact #N EMOJI",
        "/edit [#N] text changes your last message, or that one; /remove [#N] takes it back",
        "/away [text]; /back; /ignore NAME; /unignore NAME; /unread shows where there is news; /read [ROOM]",
        "/register PASSWORD keeps your name; /login NAME PASSWORD; /logout; /unregister PASSWORD",
        "/password OLD NEW; /token gives a token, and /login TOKEN comes back as who asked for it",
        "/kick NAME; /ban NAME|NETWORK [10m] [why], /unban; /mute NAME [10m], /unmute; /slow 5s|off; /rules",
        "/original #N shows moderators what was said before it was edited",
        "/private on|off; /invite NAME; /role NAME owner|moderator|member|none; /access none|joined|all",
        "/quit leaves; //text says a text that starts with a slash",
    ];

    public static string[] LinesOf(HelpText help) =>
        [.. s_help, .. help.HasMotd ? [MotdHelp] : Array.Empty<string>(), .. help.Own];
}
