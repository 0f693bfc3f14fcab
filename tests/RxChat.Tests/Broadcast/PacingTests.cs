using System.Reactive.Linq;
using RxChat.Testing;

namespace RxChat.Tests.Broadcast;

/// <summary>How broadcasts are spaced.</summary>
public class PacingTests
{
    private static readonly Pacing s_slow = new(100, TimeSpan.FromSeconds(1));

    [Fact]
    public async Task The_first_waits_for_nothing_and_the_next_at_most_for_the_budget()
    {
        using var loop = new EventLoop();
        var pacer = new Pacer(new Settings(new ChatServerOptions { Pacing = s_slow }), loop);

        var (first, next) = await Observable.Start(
            () =>
            {
                var first = pacer.Hold();
                pacer.Begin();
                var began = loop.Elapsed;
                while (loop.Elapsed - began < TimeSpan.FromMilliseconds(20)) { }
                pacer.End();
                return (first, pacer.Hold());
            },
            loop);
        var afterQuiet = await Observable.Timer(s_slow.Budget * 2, loop).Select(_ => pacer.Hold());

        first.Should().Be(TimeSpan.Zero);
        next.Should().BePositive().And.BeLessThanOrEqualTo(s_slow.Budget);
        afterQuiet.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void In_virtual_time_there_is_none() =>
        new[] { Pacing.Off, Pacing.Default, Pacing.Throughput, s_slow }.Select(TranscriptOf).Distinct().Should().ContainSingle();

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
