using System.Text;

namespace RxChat.Fuzz;

/// <summary>
/// What people type, on <c>line</c> and <c>nul</c>, in a room or in none: frames to commands. The first byte says
/// which.
/// </summary>
internal static class TextTarget
{
    private const int MaxFrame = 4096;

    public static FuzzTarget Target { get; } = new(
        "text",
        [
            "\n", "\r\n", "\0", "/", "//", "/name ", "/join ", "/leave", "/who", "/msg a ", "/history 5", "/search ",
            "/reply #1 ", "/edit ", "/remove #2", "/react #3 ", "/topic ", "/ban a 5m ", "/mute ", "/kick ", "/slow 5",
            "/private on", "/role a moderator", "/register ", "/login a b", "/token", "/away ", "/ignore ", "/read ",
            "/quit", "GET / HTTP/1.1", "PROXY ", "\u0016\u0003", "\u00C3\u00A9", "\u00F0\u009F\u008E\u0089",
            "\u00C0\u0080", "\u00ED\u00A0\u0080",
            "\u00E2\u0080\u008B", " ", "\t", "#",
        ],
        Check);

    private static string Check(byte[] input)
    {
        if (input.Length == 0) return "nothing";
        var protocol = (input[0] & 1) == 0 ? TextProtocol.Line : TextProtocol.Nul;
        var conversation = protocol.Begin(Commands.Person);
        if ((input[0] & 2) == 0)
            conversation.Hears(new ChatEvent(new Joined(Commands.Person, "lobby", 1), Audience.One(Commands.Client)));
        var kinds = new StringBuilder();
        var rest = input.AsSpan(1);
        var scanned = 0;
        try
        {
            while (protocol.Framing.TryFind(rest, ref scanned, MaxFrame, out var frame))
            {
                kinds.Append(Commands.Decode(conversation, rest.Slice(frame.Start, frame.Length), out var end).Kind);
                if (end) break;
                rest = rest[frame.Consumed..];
                scanned = 0;
            }
        }
        catch (FrameTooLongException)
        {
            kinds.Append("too long");
        }
        return kinds.ToString();
    }
}
