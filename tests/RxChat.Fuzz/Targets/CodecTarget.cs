using System.Text.Json;

namespace RxChat.Fuzz;

/// <summary>
/// Lines of values, as logs and recordings have them: none, or a value that is written as it is read.
/// </summary>
internal static class CodecTarget
{
    public static FuzzTarget Target { get; } = new(
        "codec",
        [
            "{\"v\":1,\"value\":", "\"type\":\"stop\"", "\"type\":\"say\"", "\"type\":\"joined\"",
            "\"type\":\"refused\"",
            "\"refusal\":{\"code\":\"busy\"}", "\"person\":{\"id\":1,\"name\":\"a\"}", "\"to\":{\"room\":\"a\"}",
            "null",
            "[]", "{}", "}", ",", "\"\\ud800\"", "\"at\":\"2026-01-01T00:00:00Z\"", "\"at\":\"9999-12-31T23:59:59Z\"",
            "\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"", "\"v\":2", "\"$type\":1", "1e400",
        ],
        Check);

    private static string Check(byte[] input)
    {
        CodedLine line;
        try
        {
            line = Codec.Read(input);
        }
        catch (JsonException)
        {
            return "none";
        }
        var written = Codec.Write(line.Value, line.To);
        BrokenException.Unless(!written.Contains((byte)'\n'), "it is written on two lines");
        var again = Codec.Read(written);
        BrokenException.Unless(again.To == line.To, "its audience is another one");
        BrokenException.Unless(
            Codec.Write(again.Value, again.To).AsSpan().SequenceEqual(written), "it is not read as it was written");
        return line.Value.GetType().Name;
    }
}
