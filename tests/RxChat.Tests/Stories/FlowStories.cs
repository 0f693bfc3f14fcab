
namespace RxChat.Tests.Stories;

/// <summary>
/// A publisher that outruns its room is slowed to the slower half of those who read, and none of them is cut off.
/// </summary>
public class FlowStories
{
    private const int Messages = 5000;

    [Theory]
    [InlineData(14, 256)]
    [InlineData(14, 100)]
    [InlineData(14, 32)]
    [InlineData(20, 20)]
    public void Healthy_readers_of_any_rate_get_everything(int slow, int kibPerSecond)
    {
        var chat = new VirtualChat();
        var readers = Enumerable.Range(0, slow).Select(n => chat.Connect($"slow {n}", scheme: "nul").Freezes())
            .ToArray();
        var fast = Enumerable.Range(0, 7).Select(n => chat.Connect($"fast {n}", scheme: "nul")).ToArray();
        var frozen = chat.Connect("frozen", scheme: "nul").Freezes();
        chat.Run(Seconds(1));
        var text = new string('x', 990);
        for (var n = 0; n < Messages; n++) fast[n % 4].Says($"{n:00000} {text}");
        for (var tick = 0; tick < 16 * 60 && readers.Any(reader => reader.Heard.Count < Messages); tick++)
        {
            foreach (var reader in readers) reader.Peer.Read(kibPerSecond * 1024 / 16);
            chat.Run(Seconds(1 / 16.0));
            if (tick % 16 == 0 && readers.All(reader => reader.ClosedAt is null) && fast[0].Heard.Count < Messages)
                continue;
            readers.Where(reader => reader.ClosedAt is not null).Should().BeEmpty("at {0}", chat.Now);
        }
        frozen.Texts.Should().BeEmpty();
    }

    [Fact]
    public void Who_reads_a_byte_a_second_stalls_no_room()
    {
        var chat = new VirtualChat();
        var speaker = chat.Connect("speaker", scheme: "nul");
        var listener = chat.Connect("listener", scheme: "nul");
        var dribblers = Enumerable.Range(0, 6)
            .Select(n => chat.Connect($"dribbler {n}", scheme: "nul", window: 4096).Freezes()).ToArray();
        chat.Run(Seconds(1));
        speaker.Says(new string('x', 50_000));
        for (var second = 1; second < 60; second++)
        {
            foreach (var dribbler in dribblers) dribbler.Reads(1, at: Seconds(1 + second));
        }
        chat.Run(Seconds(1));
        speaker.Says("hello");
        chat.Run(Seconds(1));
        listener.Texts.Should().NotContain("guest-1: hello", "most of the room may still be reading");
        chat.Run(Seconds(6));

        listener.Texts.Should().Contain("guest-1: hello");
        dribblers.Should().OnlyContain(dribbler => dribbler.ClosedAt == null);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
