using System.Reactive.Linq;

namespace RxChat.Marbles.Tests;

/// <summary>
/// Operators of Rx as its users know them, drawn: values, subscription and release, on every kind of virtual time.
/// </summary>
public class OperatorTests
{
    public static TheoryData<string> Clocks => Tests.Clocks.All;

    [Theory, MemberData(nameof(Clocks))]
    public void Throttle_waits_for_silence(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var keys = marbles.Hot("--a-b-c-------d-|");

        var heard = marbles.Record(keys.Throttle(marbles.Frames(3), marbles));

        heard.Should().Be("     ---------c------(d|)");
        keys.Should().HaveSubscriptions("^---------------!");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void Delay_moves_values_and_completion_and_not_errors(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var fine = marbles.Cold("a-(bc)-|");
        var broken = marbles.Cold("a-b---#");

        var later = marbles.Record(fine.Delay(marbles.Frames(3), marbles));
        var cut = marbles.Record(broken.Delay(marbles.Frames(5), marbles));

        later.Should().Be("---a-(bc)-|");
        cut.Should().Be("  -----a#");
        fine.Should().HaveSubscriptions("^---!");
        broken.Should().HaveSubscriptions("^-----!");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void Merge_hears_all_and_lets_go_of_all_at_an_error(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var one = marbles.Hot("a--b-----|");
        var two = marbles.Hot("-x-y--#");

        var heard = marbles.Record(one.Merge(two));

        heard.Should().Be("    ax-(by)--#");
        one.Should().HaveSubscriptions("^-----!");
        two.Should().HaveSubscriptions("^-----!");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void Concat_subscribes_to_the_second_when_the_first_is_done(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var one = marbles.Cold("-a-|");
        var two = marbles.Cold("b-|");

        marbles.Record(one.Concat(two)).Should().Be("-a-b-|");
        one.Should().HaveSubscriptions("^--!");
        two.Should().HaveSubscriptions("---^-!");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void Retry_subscribes_anew_in_the_frame_of_the_error(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var boom = new TimeoutException("late");
        var source = marbles.Cold("-a-#", boom);

        var heard = marbles.Record(source.Retry(3));

        heard.Should().Be("-a--a--a-#");
        heard.Error.Should().BeSameAs(boom);
        source.Should().HaveSubscriptions("^--!", "---^--!", "------^--!");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void Sample_takes_the_last_of_each_period(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var source = marbles.Hot("-a-b---c--d----|");

        marbles.Record(source.Sample(marbles.Frames(5), marbles)).Should().Be("-----b----d----|");
        source.Should().HaveSubscriptions("^ -------------- !");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void Buffer_gives_lists_that_are_compared_by_what_is_in_them(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var source = marbles.Hot("-a-b---c-|");

        var heard = marbles.Record(source.Buffer(marbles.Frames(5), marbles));

        heard.Should().Be("-----x---(y|)", new Dictionary<char, IList<string>> { ['x'] = ["a", "b"], ['y'] = ["c"] });
        heard.ToString().Should().Be("-----a---(b|)\na = [a, b]\nb = [c]");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void Interval_counts_until_it_is_let_go(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock, TimeSpan.FromSeconds(1));

        var heard = marbles.Record(Observable.Interval(TimeSpan.FromSeconds(2), marbles), during: "---^-------!");

        heard.Should().Be("-----0-1-2");
        heard.Subscription.Should().Be(SubscriptionSpan.Parse("---^-------!", TimeSpan.FromSeconds(1)));
    }

    [Theory, MemberData(nameof(Clocks))]
    public void Timeout_lets_go_of_what_is_silent(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var source = marbles.Hot("-a--b 1h c|");

        var heard = marbles.Record(source.Timeout(TimeSpan.FromMinutes(1), marbles));

        heard.Should().Be("-a--b 59999ms #");
        heard.Error.Should().BeOfType<TimeoutException>();
        source.Should().HaveSubscriptions("^--- 1m !");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void Switch_lets_go_of_the_one_before(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);
        var (x, y) = (marbles.Cold("--1--2--3|"), marbles.Cold("--4--5|"));
        var source = marbles.Hot("-x---y--|", letter => letter == 'x' ? x : y);

        marbles.Record(source.Switch()).Should().Be("---1---4--5|");
        x.Should().HaveSubscriptions("-^---!");
        y.Should().HaveSubscriptions("-----^-----!");
    }

    [Theory, MemberData(nameof(Clocks))]
    public void Scan_and_the_like_speak_of_numbers(string clock)
    {
        var marbles = Tests.Clocks.Marbles(clock);

        var heard = marbles.Record(marbles.Hot("1-2-3-4-5|", letter => letter - '0').Scan((sum, next) => sum + next));

        heard.Should().Be("1-3-6-t-f|", letter => letter switch { 't' => 10, 'f' => 15, var digit => digit - '0' });
        heard.Diagram.Should().Be("1-3-6-a-b|");
    }

    [Fact]
    public void Publish_shares_one_subscription_and_ends_with_its_last_listener()
    {
        var marbles = new MarbleScheduler();
        var source = marbles.Cold("a-b-c-d-e-|");
        var shared = source.Publish().RefCount();

        var first = marbles.Record(shared, during: "-^---!");
        var second = marbles.Record(shared, during: "---^---!");

        first.Should().Be(" -a-b");
        second.Should().Be("---b-c");
        source.Should().HaveSubscriptions("-^-----!");
    }
}
