using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using CsCheck;
using static RxChat.Tests.Protocols.WebSocketBytes;

namespace RxChat.Tests.Frames;

/// <summary>
/// What comes of a client's bytes: the cases that the Autobahn suite has
/// (https://github.com/crossbario/autobahn-testsuite), as bytes of our own, each whole, cut anywhere, and byte by byte.
/// </summary>
public class WebSocketFramesTests
{
    private const string ProtocolError = "closing 1002";

    private static readonly string s_long = new('x', 70_000);

    public static TheoryData<string> Names => [.. Cases.Keys];

    // 1 messages, 2 pings, 3 reserved bits, 4 opcodes, 5 fragments, 7 closes, 9 sizes; 6 is UTF-8, which is looked at
    // in whole messages (see WebSocketStories).
    private static Dictionary<string, (byte[] Bytes, string[] Comes)> Cases { get; } = new()
    {
        ["1.1.1 an empty message"] = (Text(""), ["message "]),
        ["1.1.2 125 bytes"] = (Text(new string('a', 125)), [$"message {new string('a', 125)}"]),
        ["1.1.3 126 bytes"] = (Text(new string('a', 126)), [$"message {new string('a', 126)}"]),
        ["1.1.6 65535 bytes"] = (Text(s_long[..65535]), [$"message {s_long[..65535]}"]),
        ["1.1.7 65536 bytes"] = (Text(s_long[..65536]), [$"message {s_long[..65536]}"]),
        ["1.2 binary"] = (Frame(0x82, [1]), ["closing 1003", "error"]),
        ["2.1 an empty ping"] = (Frame(0x89, []), ["ping "]),
        ["2.2 a ping with bytes"] = (Frame(0x89, [0, 255, 7]), ["ping 00FF07"]),
        ["2.4 the longest ping"] = (Frame(0x89, new byte[125]), [$"ping {new string('0', 250)}"]),
        ["2.5 a longer one"] = ([.. Text("a"), .. Frame(0x89, new byte[126])], ["message a", ProtocolError, "error"]),
        ["2.7 a pong that nobody asked for"] = ([.. Frame(0x8A, [1]), .. Text("a")], ["message a"]),
        ["3.1 RSV3"] = (Frame(0x91, []), [ProtocolError, "error"]),
        ["3.2 RSV2 after a message"] = ([.. Text("a"), .. Frame(0xA1, []), .. Text("b")],
            ["message a", ProtocolError, "error"]),
        ["3.4 RSV1, as of a compression"] = (Frame(0xC1, []), [ProtocolError, "error"]),
        ["4.1 opcode 3"] = (Frame(0x83, []), [ProtocolError, "error"]),
        ["4.1 opcode 7"] = ([.. Text("a"), .. Frame(0x87, [])], ["message a", ProtocolError, "error"]),
        ["4.2 opcode 11"] = (Frame(0x8B, []), [ProtocolError, "error"]),
        ["5.1 a ping in two pieces"] = ([.. Frame(0x09, [1]), .. Frame(0x80, [2])], [ProtocolError, "error"]),
        ["5.3 a text in two pieces"] = ([.. Frame(0x01, "ab"u8.ToArray()), .. Frame(0x80, "cd"u8.ToArray())],
            ["message abcd"]),
        ["5.6 a ping between pieces"] = (
            [.. Frame(0x01, "ab"u8.ToArray()), .. Frame(0x89, [9]), .. Frame(0x80, "cd"u8.ToArray())],
            ["ping 09", "message abcd"]),
        ["5.9 pieces of nothing"] = ([.. Frame(0x01, []), .. Frame(0x00, []), .. Frame(0x80, [])], ["message "]),
        ["5.10 a continuation of nothing"] = ([.. Frame(0x80, [1]), .. Text("a")], [ProtocolError, "error"]),
        ["5.12 an unfinished continuation of nothing"] = (Frame(0x00, [1]), [ProtocolError, "error"]),
        ["5.18 a message within a message"] = ([.. Frame(0x01, "ab"u8.ToArray()), .. Text("cd")],
            [ProtocolError, "error"]),
        ["7.1.1 a close"] = ([.. Text("a"), .. Close(1000)], ["message a", "closing 1000", "completed"]),
        ["7.1.3 a ping after it"] = ([.. Close(1000), .. Frame(0x89, [])], ["closing 1000", "completed"]),
        ["7.1.5 within a message"] = ([.. Frame(0x01, [65]), .. Close(1000)], ["closing 1000", "completed"]),
        ["7.3.1 without a code"] = (Frame(0x88, []), ["closing 1000", "completed"]),
        ["7.3.2 with half a code"] = (Frame(0x88, [3]), [ProtocolError, "error"]),
        ["7.3.4 with a reason"] = (Close(1000, "see you"), ["closing 1000", "completed"]),
        ["7.3.6 with too long a reason"] = (Close(1000, new string('r', 124)), [ProtocolError, "error"]),
        ["7.5.1 with a reason that is not UTF-8"] = (Frame(0x88, [3, 232, 0xC3]), ["closing 1007", "error"]),
        ["7.7 code 1001"] = (Close(1001), ["closing 1001", "completed"]),
        ["7.7 code 1014"] = (Close(1014), ["closing 1014", "completed"]),
        ["7.7 code 3000"] = (Close(3000), ["closing 3000", "completed"]),
        ["7.7 code 4999"] = (Close(4999), ["closing 4999", "completed"]),
        ["7.9 code 0"] = (Close(0), [ProtocolError, "error"]),
        ["7.9 code 999"] = (Close(999), [ProtocolError, "error"]),
        ["7.9 code 1004"] = (Close(1004), [ProtocolError, "error"]),
        ["7.9 code 1005"] = (Close(1005), [ProtocolError, "error"]),
        ["7.9 code 1006"] = (Close(1006), [ProtocolError, "error"]),
        ["7.9 code 1015"] = (Close(1015), [ProtocolError, "error"]),
        ["7.9 code 2999"] = (Close(2999), [ProtocolError, "error"]),
        ["7.9 code 5000"] = (Close(5000), [ProtocolError, "error"]),
        ["a frame that is not masked"] = (Frame(0x81, [65], mask: null), [ProtocolError, "error"]),
        ["a mask of nothing"] = (Frame(0x81, "ab"u8.ToArray(), mask: 0), ["message ab"]),
        ["a length of two bytes for a short one"] = (Frame(0x81, [65], lengthBytes: 2), [ProtocolError, "error"]),
        ["a length of eight bytes for a short one"] = (Frame(0x81, new byte[200], lengthBytes: 8),
            [ProtocolError, "error"]),
        ["a length below nothing"] = ([0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], [ProtocolError, "error"]),
        ["a length that never comes"] = ([0x81, 0xFF, 0x7F, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5], []),
        ["a NUL within a message"] = (Frame(0x81, [65, 0, 66]), ["message A\u0001B"]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_read_alike_whole_cut_anywhere_and_byte_by_byte(string name)
    {
        var (bytes, comes) = Cases[name];

        Outcome([bytes]).Should().Equal(comes);
        Outcome(bytes.Select(one => new[] { one })).Should().Equal(comes);
        // Each cut of what is short, and some of what is long.
        for (var cut = 1; cut < bytes.Length; cut += 1 + (bytes.Length / 300))
            Outcome([bytes[..cut], bytes[cut..]]).Should().Equal(comes, "of a cut at {0}", cut);
    }

    [Fact]
    public void Of_many_pings_at_once_the_last_is_answered()
    {
        var pings = Enumerable.Range(0, 10).Select(n => Frame(0x89, [(byte)n])).ToArray();

        Outcome([[.. pings.SelectMany(ping => ping), .. Text("a")]]).Should().Equal("ping 09", "message a");
        Outcome(pings).Should().Equal(Enumerable.Range(0, 10).Select(n => $"ping 0{n}"));
    }

    [Fact]
    public void Any_messages_in_any_pieces_with_any_pings_between_come_out_in_order_at_any_split() =>
        Gen.Select(Gen.Select(Gen.Byte[1, 255].Array[0, 300], Gen.Int[0, 4], Gen.UInt, Gen.Bool).Array[0, 12],
            Gen.Int[1, 400].Array[1, 30]).Sample((messages, cuts) =>
        {
            var (bytes, expected) = (new List<byte>(), new List<string>());
            foreach (var (content, pieces, mask, isPinged) in messages)
            {
                var text = content.Select(b => (byte)(b % 127 + 1)).ToArray();
                var size = (text.Length / (pieces + 1)) + 1;
                var parts = text.Length == 0 ? [[]] : text.Chunk(size).ToArray();
                foreach (var (index, part) in parts.Index())
                {
                    var first = (index == 0 ? 0x01 : 0x00) | (index == parts.Length - 1 ? 0x80 : 0);
                    bytes.AddRange(Frame(first, part, mask));
                    if (!isPinged) continue;
                    bytes.AddRange(Frame(0x89, [(byte)index], mask));
                }
                expected.Add($"message {Encoding.ASCII.GetString(text)}");
            }
            var told = Outcome(Split([.. bytes], cuts));
            told.Where(one => one.StartsWith('m')).Should().Equal(expected);
            told.Where(one => !one.StartsWith('m')).All(one => one.StartsWith("ping ")).Should().BeTrue();
        });

    private static IEnumerable<byte[]> Split(byte[] bytes, int[] cuts)
    {
        for (var (from, n) = (0, 0); from < bytes.Length; n++)
        {
            var length = Math.Min(cuts[n % cuts.Length], bytes.Length - from);
            yield return bytes[from..(from + length)];
            from += length;
        }
    }

    /// <summary>Messages are cut as the server cuts them.</summary>
    private static List<string> Outcome(IEnumerable<byte[]> chunks)
    {
        var told = new List<string>();
        using var source = new Subject<ReadOnlyMemory<byte>>();
        using var subscription = source.WebSocketMessages(new Control(told)).Frames(Framing.Nul, 100_000).Subscribe(
            message => told.Add($"message {Encoding.UTF8.GetString(message)}"),
            e => told.Add(e is WebSocketFrameException ? "error" : $"{e}"),
            () => told.Add("completed"));
        foreach (var chunk in chunks)
        {
            var borrowed = chunk.ToArray();
            source.OnNext(borrowed);
            borrowed.Should().Equal(chunk, "what is borrowed is not written to");
            Array.Fill(borrowed, (byte)'?');
        }
        // What was closed has been left.
        source.HasObservers.Should().Be(!told.Any(one => one is "error" or "completed"));
        // That a message was begun is no more than that.
        if (source.HasObservers)
        {
            source.OnCompleted();
            told.Should().EndWith("completed");
            told.RemoveAt(told.Count - 1);
        }
        // Of one chunk, what is beside the messages is told first.
        return told.OrderBy(one => one is "error" or "completed" ? 2 : one.StartsWith('c') ? 1 : 0).ToList();
    }

    private sealed class Control(List<string> told) : IWebSocketControl
    {
        public void Pinged(byte[] payload) => told.Add($"ping {Convert.ToHexString(payload)}");

        public void Closing(int code) => told.Add($"closing {code}");
    }
}
