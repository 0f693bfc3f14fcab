using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat.Tests.Broadcast;

/// <summary>How broadcasts are spaced.</summary>
public class PacingTests
{
    private static readonly Pacing s_slow = new(100, TimeSpan.FromSeconds(1));

    [Fact]
    public async Task The_first_waits_for_nothing_and_the_next_for_no_more_than_the_budget()
    {
        using var loop = new EventLoop();
        var story = new List<string>();
        var (began, ended) = (new List<TimeSpan>(), new List<TimeSpan>());
        var turnEnd = new TurnEnd(new Settings(new ChatServerOptions { Pacing = s_slow }), loop, Broadcast);

        await Observable.Start(Speak, loop);
        await Observable.Start(() => { }, loop); // the turn in which it is broadcast
        await Observable.Start(Speak, loop);
        await Observable.Timer(s_slow.Budget, loop);
        story.Add("the budget is over");
        await Observable.Timer(s_slow.Budget * 2, loop).Do(_ => Speak());
        await Observable.Start(() => { }, loop); // and the last

        story.Should().Equal(
            "said", "broadcast", "later work", "said", "later work", "broadcast", "the budget is over",
            "said", "broadcast", "later work");
        (began[1] - ended[0]).Should().BeGreaterThanOrEqualTo(s_slow.Budget);

        void Speak()
        {
            story.Add("said");
            turnEnd.Request();
            turnEnd.Request();
            loop.Schedule(() => story.Add("later work"));
        }

        void Broadcast()
        {
            story.Add("broadcast");
            began.Add(loop.Elapsed);
            while (loop.Elapsed - began[^1] < TimeSpan.FromMilliseconds(20)) { }
            ended.Add(loop.Elapsed);
        }
    }

    [Fact]
    public void In_virtual_time_there_is_none() =>
        new[] { Pacing.Off, Pacing.Default, Pacing.Throughput, s_slow }.Select(TranscriptOf).Distinct()
            .Should().ContainSingle();

    private static string TranscriptOf(Pacing pacing)
    {
        var chat = new VirtualChat(new ChatServerOptions { Pacing = pacing });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob", scheme: "nul"));
        for (var n = 0; n < 50; n++)
        {
            alice.Says($"a{n}", at: TimeSpan.FromMilliseconds(n / 10));
            bob.Says($"b{n}", at: TimeSpan.FromMilliseconds(n / 7));
        }
        chat.Run(TimeSpan.FromSeconds(1));
        return chat.Transcript;
    }
}
