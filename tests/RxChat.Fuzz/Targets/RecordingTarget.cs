namespace RxChat.Fuzz;

/// <summary>
/// Files that may be recordings: looked at, asked, scrubbed and replayed, or told why that cannot be; what is scrubbed
/// can be read.
/// </summary>
internal static class RecordingTarget
{
    // A process has one, so that several can run.
    private static readonly string s_file = Path.Combine(
        Directory.CreateTempSubdirectory("rxchat-fuzz").FullName, "chat.rec");

    public static FuzzTarget Target { get; } = new(
        "recording",
        [
            "\n", "{\"kind\":\"Ask\",", "{\"kind\":\"Told\",", "{\"kind\":\"Begin\",", "{\"kind\":\"Come\",",
            "{\"kind\":\"End\",", "{\"kind\":\"Own\",", "{\"kind\":\"Swap\",", "{\"kind\":\"Limits\",",
            "{\"kind\":\"Timer\",", "{\"kind\":\"Checkpoint\",", "{\"kind\":\"Over\",", "{\"kind\":\"Start\",",
            "\"at\":1,", "\"at\":-9223372036854775808,", "\"by\":1,", "\"isPart\":true,", "\"now\":",
            "\"9999-12-31T23:59:59Z\"", "\"value\":", "\"person\":", "\"type\":\"say\"", "\"type\":\"stop\"", "null",
            "[]", "{}", "}", ",",
        ],
        Check, Share: 10);

    private static string Check(byte[] input)
    {
        File.WriteAllBytes(s_file, input);
        ChatRecording recording;
        try
        {
            recording = ChatRecording.Open(s_file);
        }
        catch (RecordingException e)
        {
            return Told(e);
        }
        var ends = new List<string>
        {
            Try(() => $"{recording.At(recording.Began.AddSeconds(2)).Rooms.Length > 0}"),
            Try(() => $"{recording.At(recording.Ended, steps: -1).People.Length > 0}"),
            Try(() => $"{recording.Why("tea/1", "ann").Count > 1}"),
            Try(() => $"{recording.Replay(candidate: recording.IsPart ? FilterPair.None : null).IsEqual}"),
        };
        using var scrubbed = new MemoryStream();
        ends.Add(Try(() =>
        {
            recording.Scrub(scrubbed);
            File.WriteAllBytes(s_file, scrubbed.ToArray());
            ChatRecording.Open(s_file).At(DateTimeOffset.MaxValue);
            return "scrubbed";
        }));
        return string.Join(' ', ends);
    }

    private static string Try(Func<string> what)
    {
        try
        {
            return what();
        }
        catch (RecordingException e)
        {
            return Told(e);
        }
    }

    private static string Told(RecordingException e)
    {
        BrokenException.Unless(e.Message.Length < 1000 && !e.Message.Contains('\n'), $"it is no line: {e.Message}");
        return "no";
    }
}
