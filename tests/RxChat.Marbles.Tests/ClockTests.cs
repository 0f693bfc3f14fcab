using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;

namespace RxChat.Marbles.Tests;

/// <summary>Who is first within a frame, when time passes, and when it stops.</summary>
public class ClockTests
{
    public static TheoryData<string> Clocks => Tests.Clocks.All;

    [Theory, MemberData(nameof(Clocks))]
    public void A_subscription_hears_its_first_frame_and_not_its_last(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var source = marbles.Hot("abcdefgh|");

        var heard = marbles.Record(source, during: "--^--!");
        var never = marbles.Record(source, during: "--(^!)");

        heard.Should().Be("--cde");
        heard.Subscription.Should().Be(SubscriptionSpan.Parse("--^--!"));
        never.Should().Be("");
        source.Should().HaveSubscriptions("--^--!", "--(^!)");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void The_order_of_a_tests_lines_does_not_matter(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var latecomer = new Subject<string>();

        var before = marbles.Record(latecomer, during: "--^--!");
        marbles.Hot("abcdefgh|").Subscribe(latecomer);

        before.Should().Be("--cde");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void What_a_hot_source_said_before_nobody_heard(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var source = marbles.Hot("ab-^-c-|");

        var heard = marbles.Record(source.Replay(5).RefCount());

        heard.Should().Be("^-c-|");
        source.Timeline.Diagram.Should().Be("ab-^-c-|");
        source.ToString().Should().Be("ab-^-c-|");
    }

    [Fact]
    public void A_hot_source_says_nothing_to_those_who_come_after_its_end()
    {
        var marbles = new MarbleScheduler();
        var source = marbles.Hot("-a-|");

        marbles.Record(source, during: "-----^--!").Should().Be("");
        source.Should().HaveSubscriptions("-----^--!");
    }

    [Fact]
    public void Marbles_come_before_what_operators_planned_for_the_same_frame()
    {
        var marbles = new MarbleScheduler();

        marbles.Record(marbles.Hot("a--b|").Throttle(marbles.Frames(3), marbles)).Should().Be("----(b|)");
    }

    [Fact]
    public void Whoever_lets_go_while_a_source_speaks_hears_no_more_of_it()
    {
        var marbles = new MarbleScheduler();
        var source = marbles.Hot("-a-b-|");
        IDisposable? second = null;
        using var first = source.Subscribe(_ => second?.Dispose());
        var heard = new List<string>();
        second = source.Subscribe(heard.Add);

        marbles.Run();

        heard.Should().BeEmpty();
        source.Should().HaveSubscriptions("^----!", "^!");
    }

    [Fact]
    public void Time_passes_by_itself_when_something_is_read_unless_it_has_been_let_pass()
    {
        var marbles = new MarbleScheduler();
        var heard = marbles.Record(marbles.Hot("-a-b-c-|"));

        marbles.Run(TimeSpan.FromMilliseconds(3));
        heard.Diagram.Should().Be("-a-b");
        marbles.Run();
        heard.Diagram.Should().Be("-a-b-c-|");
        heard.Marbles.Should().HaveCount(4);
    }

    [Fact]
    public void Patience_is_a_thousand_frames_at_least()
    {
        var day = TimeSpan.FromDays(1);
        var marbles = new MarbleScheduler(frame: day);
        marbles.Record(marbles.Hot("a|").Delay(day * 3, marbles)).ShouldBe("---a|");
    }

    [Fact]
    public void A_difference_that_lies_beyond_patience_says_so()
    {
        var marbles = new MarbleScheduler();
        var heard = marbles.Record(marbles.Hot("a|").Delay(TimeSpan.FromDays(3), marbles));

        heard.DifferenceFrom("72h a|").Should().EndWith("\n  time has come to 86400001ms: Run(time) lets more pass");
        marbles.Run(TimeSpan.FromDays(3));
        heard.ShouldBe("72h a|");
    }

    [Fact]
    public void Work_that_lets_no_time_pass_is_an_error_and_not_for_ever()
    {
        var marbles = new MarbleScheduler();
        var reading = () => marbles
            .Record(Observable.Interval(TimeSpan.Zero, marbles).Where(_ => false)).ShouldBe("-");

        reading.Should().Throw<InvalidOperationException>().WithMessage("time stands still: *Interval(TimeSpan.Zero)*");
        marbles.Record(marbles.Cold("-a|")).ShouldBe("-a|");
    }

    [Fact]
    public void A_test_schedulers_own_commands_are_as_good()
    {
        var scheduler = new TestScheduler();
        var marbles = MarbleScheduler.On(scheduler, TimeSpan.FromTicks(1));
        var keys = marbles.Hot("-a-b-----c-|");

        var result = scheduler.Start(
            () => keys.Throttle(TimeSpan.FromTicks(3), scheduler), created: 0, subscribed: 0, disposed: 100);

        result.Messages.Select(message => message.Time).Should().Equal(6, 11, 11);
        keys.Should().HaveSubscriptions("-^---------!");
    }

    [Fact]
    public void What_is_recorded_later_counts_from_then()
    {
        var marbles = new MarbleScheduler();
        marbles.Record(marbles.Cold("-a-|")).Should().Be("-a-|");

        var source = marbles.Cold("-b-|");
        marbles.Record(source).Should().Be("-b-|");
        source.Should().HaveSubscriptions("^--!");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void What_never_ends_needs_an_end_only_in_the_recording(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        using var heartbeat = Observable.Interval(TimeSpan.FromMilliseconds(1), marbles).Subscribe();

        marbles.Record(Observable.Interval(TimeSpan.FromMilliseconds(5), marbles), during: "------------!")
            .Should().Be("-----0----1");
    }

    [Fact]
    public void Nothing_is_waited_for_longer_than_a_day()
    {
        var marbles = new MarbleScheduler(TimeSpan.FromSeconds(1));
        using var heartbeat = Observable.Interval(TimeSpan.FromHours(1), marbles).Subscribe();
        var began = marbles.Now;

        marbles.Record(Observable.Never<string>().Merge(marbles.Hot("-a 48h b"))).Should().Be("-a 48h b");

        (marbles.Now - began).Should().Be(TimeSpan.FromHours(72) + TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_recording_without_end_says_the_mend()
    {
        var marbles = new MarbleScheduler();
        var endless = marbles.Record(Observable.Interval(TimeSpan.FromMilliseconds(1), marbles));

        endless.Invoking(heard => heard.Diagram).Should().Throw<InvalidOperationException>()
            .WithMessage("a recording has heard 100,000 notifications and no end; "
                + "say when to let go: Record(source, during: \"---------!\")");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void An_exception_leaves_a_clock_that_goes_on(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        using var thrower = marbles.Hot("-a").Subscribe(_ => throw new InvalidOperationException("mine"));
        var heard = marbles.Record(marbles.Hot("---b-|"));

        marbles.Invoking(clock => clock.Run()).Should().Throw<InvalidOperationException>().WithMessage("mine");
        marbles.Run();

        heard.Should().Be("---b-|");
    }

    [Fact]
    public void A_source_that_is_let_go_plans_nothing_more()
    {
        var marbles = new MarbleScheduler();
        var began = marbles.Now;

        marbles.Record(marbles.Cold("-a 1h b|").Take(1)).Should().Be("-(a|)");
        marbles.Run(TimeSpan.FromMilliseconds(1));

        (marbles.Now - began).Should().Be(TimeSpan.FromMilliseconds(2));
    }

    [Fact]
    public void What_is_said_between_frames_is_shown_between_frames()
    {
        var marbles = new MarbleScheduler();

        marbles.Record(marbles.Hot("-a-b|").Delay(TimeSpan.FromMilliseconds(0.5), marbles))
            .Should().Be("-(0.5ms a)-(0.5ms b)(0.5ms |)");
    }

    [Fact]
    public void It_is_a_scheduler_like_any_other()
    {
        var inner = new HistoricalScheduler();
        var marbles = MarbleScheduler.On(inner);
        var said = new List<string>();
        marbles.Schedule(TimeSpan.FromSeconds(2), () => said.Add("two"));
        marbles.Schedule(marbles.Now + TimeSpan.FromSeconds(1), () => said.Add("one"));
        marbles.Schedule(() => said.Add("now"));

        inner.AdvanceBy(TimeSpan.FromSeconds(3));

        said.Should().Equal("now", "one", "two");
        marbles.Now.Should().Be(inner.Now);
        ((IServiceProvider)marbles).GetService(typeof(IStopwatchProvider)).Should().BeSameAs(inner);
        marbles.Frames(3).Should().Be(TimeSpan.FromMilliseconds(3));
    }
}
