using System.Text;
using RxChat.Tests.Values;

namespace RxChat.Tests.Protocols;

/// <summary>Events as text, on both protocols, for who speaks in the room, who speaks elsewhere, and oneself.</summary>
public class TextEncodingTests
{
    private static readonly Person s_guest = new(3, "guest-3", "[::1]:5003");
    private static readonly Person s_bob = new(4, "bob");

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Nothing_is_longer_than_it_was_said_to_be_at_most(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < 5000; n++)
        {
            if (AnyValue.Any(random) is not EventBody body) continue;
            var told = new ChatEvent(body, random.Next(2) == 0 ? Audience.In("tea") : Audience.One(3, "tea"));
            foreach (var encoding in new[]
                {
                    TextProtocol.Nul.Here, TextProtocol.Nul.Elsewhere,
                    TextProtocol.Line.Here, TextProtocol.Line.Elsewhere,
                })
            {
                var bytes = new byte[encoding.MaxBytes(told)];
                encoding.Encode(told, bytes).Should().BeLessThanOrEqualTo(bytes.Length);
            }
        }
    }

    [Fact]
    public void In_a_room()
    {
        (EventBody Body, string? Nul, string? Line)[] table =
        [
            (new Said(new ChatMessage(s_guest, "guest-3", "tea", "a\nb", default)), "[::1]:5003: a\nb", "guest-3: a b"),
            (new Said(new ChatMessage(s_guest, "guest-3", "tea", "x", default) with { From = "other" }),
                "other: x", "other: x"),
            (new Said(new ChatMessage("bot", "tea", "x")), "bot [bot]: x", "bot [bot]: x"),
            (new Joined(s_guest, "tea", 2), null, "* guest-3 joined"),
            (new Left(s_bob, "tea", 2), null, "* bob left"),
            (new Renamed(s_guest, s_bob), null, "* guest-3 is now bob"),
            (new Crowd("tea", 3, 0), null, "* 3 joined"),
            (new Crowd("tea", 0, 1), null, "* 1 left"),
            (new Crowd("tea", 3, 1), null, "* 3 joined, 1 left"),
        ];
        foreach (var (body, nul, line) in table)
        {
            var told = new ChatEvent(body, Audience.In("tea"));
            Text(TextProtocol.Nul.Here, told).Should().Be(nul is null ? "" : nul + "\0");
            Text(TextProtocol.Line.Here, told).Should().Be(line is null ? "" : line + "\n");
            Text(TextProtocol.Line.Elsewhere, told).Should().Be(line is null ? "" : $"[tea] {line}\n");
        }
    }

    [Fact]
    public void To_oneself()
    {
        (EventBody Body, string? Nul, string? Line)[] table =
        [
            (new Arrived(s_guest), null, "* welcome, guest-3. /help lists the commands"),
            (new Joined(s_guest, "tea", 2), "* [::1]:5003 joined", "* guest-3 joined"),
            (new Left(s_guest, "tea", 2), "* [::1]:5003 left", "* guest-3 left"),
            (new Renamed(s_guest, s_bob), "* [::1]:5003 is now bob", "* guest-3 is now bob"),
            (new Whispered(s_bob, s_guest, "x"), "bob -> you: x", "bob -> you: x"),
            (new Whispered(s_guest, s_bob, "x"), "you -> bob: x", "you -> bob: x"),
            (new MemberList("tea", [s_guest, s_bob], 5),
                "* in tea: [::1]:5003, bob and 3 more", "* in tea: guest-3, bob and 3 more"),
            (new RoomList([new RoomSize("tea", 2)], 1), "* rooms: tea (2)", "* rooms: tea (2)"),
            (new Missed(1), "* 1 message missed", "* 1 message missed"),
            (new Missed(2), "* 2 messages missed", "* 2 messages missed"),
            (new Notice("a\nb"), "* a\nb", "* a b"),
            (new Motd(null), "* there is no message of the day", "* there is no message of the day"),
            (new Motd("a\nb"), "* a\0* b", "* a\n* b"),
            (new Departed(s_guest), null, null),
            (new Departed(s_guest, new Filtered("out")), "* out", "* out"),
            (new Stopped(), "* the server is stopping", "* the server is stopping"),
        ];
        foreach (var (body, nul, line) in table)
        {
            var told = new ChatEvent(body, Audience.One(3));
            Text(TextProtocol.Nul.Here, told).Should().Be(nul is null ? "" : nul + "\0");
            Text(TextProtocol.Line.Here, told).Should().Be(line is null ? "" : line + "\n");
        }
    }

    [Fact]
    public void Every_refusal_is_a_sentence()
    {
        var random = new Random(1);
        foreach (var type in AnyValue.Refusals)
        {
            var refusal = (Refusal)AnyValue.Make(type, random)!;
            TextRefusals.Sentence(refusal).Should().NotContain(" { ", "{0} has words of its own", type.Name);
        }
    }

    private static string Text(WireEncoding encoding, in ChatEvent told)
    {
        var bytes = new byte[encoding.MaxBytes(told)];
        return Encoding.UTF8.GetString(bytes, 0, encoding.Encode(told, bytes));
    }
}
