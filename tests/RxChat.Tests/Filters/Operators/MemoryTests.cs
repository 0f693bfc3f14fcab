using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat.Tests.Filters.Operators;

/// <summary>
/// A million senders come and go, and what is remembered of them does not grow. Alone, as the memory is that of the
/// process.
/// </summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public class MemoryTests
{
    private const int Senders = 1_000_000;

    [Fact]
    public void Only_those_of_the_last_while_are_remembered()
    {
        var (recent, now, most) = (new Recent<long, object>(TimeSpan.FromSeconds(1)), TimeSpan.Zero, 0);
        for (var sender = 0; sender < Senders; sender++)
        {
            recent.Touch(sender, now += TimeSpan.FromMilliseconds(1));
            most = Math.Max(most, recent.Count);
        }
        most.Should().Be(1000);
        recent.Touch(0, now + TimeSpan.FromSeconds(1));
        recent.Count.Should().Be(1);
    }

    [Fact]
    public void However_many_come_at_once_no_more_than_the_most_are_remembered_and_the_last_of_them()
    {
        var (recent, most) = (new Recent<long, object>(TimeSpan.FromSeconds(1)), 0);
        var first = recent.Touch(0, TimeSpan.Zero);
        for (var sender = 1; sender < Senders; sender++)
        {
            recent.Touch(sender, TimeSpan.Zero);
            if (sender % 1000 == 0)
                recent.Touch(0, TimeSpan.Zero).Should().BeSameAs(first, "it never was the one longest untouched");
            most = Math.Max(most, recent.Count);
        }
        most.Should().Be(Recent<long, object>.MostKept);
    }

    [Fact]
    public void Who_speaks_is_not_forgotten_because_the_memory_is_full()
    {
        var recent = new Recent<long, object>(TimeSpan.FromSeconds(1));
        var first = recent.Touch(0, TimeSpan.Zero);
        for (var sender = 1; sender < Recent<long, object>.MostKept; sender++) recent.Touch(sender, TimeSpan.Zero);
        recent.Touch(0, TimeSpan.Zero).Should().BeSameAs(first);
    }

    [Theory]
    [InlineData("RateLimit")]
    [InlineData("SlowMode")]
    [InlineData("DropRepeats")]
    [InlineData("FloodGuard")]
    [InlineData("Digest")]
    [InlineData("Review")]
    public void A_filter_keeps_nothing_of_who_is_gone(string name)
    {
        var second = TimeSpan.FromSeconds(1);
        MessageFilter filter = name switch
        {
            "RateLimit" => (messages, time) => messages.RateLimit(5, second, time),
            "SlowMode" => (messages, time) => messages.SlowMode(second, scheduler: time),
            "DropRepeats" => (messages, time) => messages.DropRepeats(second, time),
            "FloodGuard" => (messages, time) => messages.FloodGuard(5, second, second, time),
            "Digest" => (messages, time) => messages.Digest(second, message => $"{message.ClientId}", scheduler: time),
            _ => (messages, time) => messages.Review(_ => true, second, scheduler: time),
        };
        var time = new HistoricalScheduler(VirtualChat.Start);
        using var said = new Subject<ChatMessage>();
        using var subscription = filter(said, time).Subscribe();
        long Say(int from, int to)
        {
            for (var sender = from; sender < to; sender++)
            {
                said.OnNext(Spoken.By(sender, "hello", time.Now));
                time.AdvanceBy(TimeSpan.FromMilliseconds(1));
            }
            return GC.GetTotalMemory(forceFullCollection: true);
        }

        var early = Say(1, Senders / 20);
        var late = Say(Senders / 20, Senders);

        (late - early).Should().BeLessThan(16 * 1024 * 1024, "of each one that is gone 20 bytes would be more");
    }
}
