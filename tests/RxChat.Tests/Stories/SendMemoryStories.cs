using System.Reactive;
using CsCheck;

namespace RxChat.Tests.Stories;

/// <summary>What waits for all who do not read is bounded together, and costs those who do nothing.</summary>
public class SendMemoryStories
{
    private const int Bound = 1024 * 1024;
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private static readonly ChatServerOptions s_options =
        new() { MaxFrame = 64 * 1024, Backlog = 400_000, SendMemory = Bound };

    [Fact]
    public void Those_for_whom_most_waits_go_first_and_it_is_logged_once()
    {
        var log = new List<LogEntry>();
        var chat = new VirtualChat(s_options with { Log = Observer.Create<LogEntry>(log.Add) });
        var rooms = Enumerable.Range(0, 8).Select(n => Room.Of(chat, $"{n}")).ToArray();
        chat.Run(s_second);
        foreach (var room in rooms) room.Slow.Freezes();
        for (var k = 1; k <= 6; k++)
        {
            foreach (var (n, room) in rooms.Index()) room.Says(n < 4 ? 50_000 : 10_000);
            chat.Run(s_second);
            Check(chat);
        }
        chat.Run(20 * s_second);

        rooms[..4].Count(room => room.Slow.ClosedAt is not null).Should().BeInRange(1, 3);
        rooms[4..].Should().AllSatisfy(room => room.Slow.ClosedAt.Should().BeNull());
        log.Should().ContainSingle(entry => entry.Event == "send memory full").Which.Level.Should().Be(LogLevel.Warn);
    }

    [Fact]
    public void What_many_wait_for_is_one_in_memory()
    {
        var chat = new VirtualChat(s_options);
        var room = Room.Of(chat, "tea");
        var slow = Enumerable.Range(0, 200).Select(n => chat.Connect($"{n}", scheme: "nul", window: 500)
            .Says("/join tea").Says("/leave lobby")).ToArray();
        chat.Run(s_second);
        slow[0].Freezes();
        for (var n = 0; n < 30; n++)
        {
            // In the middle of a segment, of which those who freeze now would copy out the rest.
            if (n == 15) Array.ForEach(slow, client => client.Freezes());
            room.Says(10_000);
            chat.Run(6 * s_second);
            Check(chat);
        }
        slow.Should().AllSatisfy(client => client.ClosedAt.Should().BeNull());
        chat.Server.SendMemory.Should().BeLessThan(3 * SendLog.SegmentSize);
    }

    [Theory]
    [InlineData(Overflow.Disconnect)]
    [InlineData(Overflow.DropOldest)]
    [InlineData(Overflow.DropNewest)]
    [InlineData(Overflow.Latest)]
    [InlineData(Overflow.Sample)]
    public void Whoever_freezes_and_thaws_it_is_never_more_and_who_reads_loses_nothing(Overflow policy) =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 7], Gen.Int[1, 60_000]).Array[20, 150].Sample(
            steps =>
            {
                var chat = new VirtualChat(s_options with { Overflow = policy });
                var rooms = Enumerable.Range(0, 8).Select(n => Room.Of(chat, $"{n}")).ToArray();
                chat.Run(s_second);
                foreach (var room in rooms) room.Slow.Freezes();
                foreach (var (action, n, size) in steps)
                {
                    if (action == 0) rooms[n].Slow.Thaws();
                    else if (action == 1) rooms[n].Slow.Freezes();
                    else rooms[n].Says(size);
                    chat.Run(s_second);
                    Check(chat);
                }
                foreach (var room in rooms) room.Slow.Thaws();
                chat.Run(20 * s_second);
                chat.Server.SendMemory.Should().Be(0);
                foreach (var room in rooms) room.Healthy.Texts.Where(text => text[0] != '*').Should().Equal(room.Said);
            },
            iter: 15);

    /// <summary>What is counted is what there is, and no more than may be.</summary>
    private static void Check(VirtualChat chat)
    {
        var blocked = chat.Server.Senders.Where(sender => sender.IsBlocked).ToList();
        chat.Server.SendMemory.Should().Be(
            blocked.SelectMany(sender => sender.Waits).Select(slice => slice.Segment).Distinct()
                .Sum(segment => (long)segment.Size) + blocked.Sum(sender => sender.QueueSize));
        chat.Server.SendMemory.Should().BeLessThanOrEqualTo(Bound);
    }

    private sealed record Room(VirtualClient Speaker, VirtualClient Healthy, VirtualClient Slow)
    {
        public List<string> Said { get; } = [];

        public static Room Of(VirtualChat chat, string name)
        {
            var all = new[] { "speaker", "healthy", "slow" }.Select(who =>
                chat.Connect($"{who} {name}", scheme: "nul", window: 1000).Says($"/join {name}").Says("/leave lobby"))
                .ToArray();
            all[0].Says($"/name speaker{name}");
            return new Room(all[0], all[1], all[2]);
        }

        public void Says(int size)
        {
            var text = $"{Said.Count} {new string('x', size)}";
            Said.Add($"{Speaker.Name.Replace(" ", "")}: {text}");
            Speaker.Says(text);
        }
    }
}
