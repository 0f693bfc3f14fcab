using System.Reactive;
using System.Text;
using System.Text.Json;

namespace RxChat.Fuzz;

/// <summary>
/// A whole server in virtual time, and one client that sends the bytes, in any split, in the protocol that the first of
/// them says. Nothing of the server fails; who is there hears whole frames without a control character, numbers without
/// a gap, the same whatever the split, and still has the room when all is over.
/// </summary>
internal static class ServerTarget
{
    private const string Upgrade =
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private static readonly string[] s_schemes = ["line", "nul", "json", "http"];

    private static readonly string[] s_numbered = ["message", "edited", "removed", "reacted", "topic", "moderated"];

    public static FuzzTarget Target { get; } = new(
        "server",
        [
            .. TextTarget.Target.Tokens, .. JsonTarget.Target.Tokens, .. WebSocketTarget.Target.Tokens,
            "{\"type\":\"join\",\"room\":\"lobby\"}\n", "{\"type\":\"say\",\"room\":\"lobby\",\"text\":\"x\"}\n",
            Upgrade,
        ],
        Check, Share: 40);

    private static string Check(byte[] input)
    {
        if (input.Length == 0) return "nothing";
        var bytes = input[1..];
        var whole = Run(input[0], [bytes]);
        var cut = Run(input[0], Splits.Cut(bytes, most: 40));
        if (whole != cut) throw new BrokenException($"whole:\n{whole}\ncut:\n{cut}");
        return $"{input[0] % 8} {whole.Count(one => one == '\n')}";
    }

    private static string Run(byte first, byte[][] pieces)
    {
        var errors = new List<LogEntry>();
        var chat = new VirtualChat(new ChatServerOptions
        {
            MaxFrame = 2048,
            Log = Observer.Create<LogEntry>(entry =>
            {
                if (entry.Level == LogLevel.Error) errors.Add(entry);
            }),
        });
        var (line, json) = (chat.Connect("line"), chat.Connect("json", scheme: "json"));
        json.Says("""{"type":"join","room":"lobby"}""");
        chat.Run(TimeSpan.FromSeconds(1));
        var client = chat.Connect("client", scheme: s_schemes[first % 4]);
        // On http mostly with the request, which bytes by chance are not.
        if (first % 8 == 7) client.Sends(Encoding.ASCII.GetBytes(Upgrade));
        foreach (var piece in pieces) client.Sends(piece);
        client.Ends(chat.Now + TimeSpan.FromSeconds(1));
        chat.Run(TimeSpan.FromMinutes(2));
        line.Says("still here");
        chat.Run(TimeSpan.FromSeconds(1));

        BrokenException.Unless(errors.Count == 0, $"the server logs {string.Join("; ", errors)}");
        var heard = line.Texts.ToList();
        BrokenException.Unless(heard[^1] == "guest-1: still here", "who is there is not heard any more");
        BrokenException.Unless(client.ClosedAt is not null, "the client is not gone");
        CheckJson(json.Texts);
        foreach (var text in heard)
        {
            BrokenException.Unless(
                !text.Any(one => char.IsControl(one) && one != '\t'), "a line has a control character");
        }
        return string.Join('\n', heard);
    }

    private static void CheckJson(IEnumerable<string> frames)
    {
        long? last = null;
        foreach (var frame in frames)
        {
            using var json = JsonDocument.Parse(frame);
            var type = json.RootElement.GetProperty("type").GetString()!;
            if (!s_numbered.Contains(type)) continue;
            var seq = json.RootElement.GetProperty("seq").GetInt64();
            BrokenException.Unless(last is null || seq == last + 1, $"{seq} follows {last}");
            last = seq;
        }
    }
}
