using System.Reactive.Linq;

namespace RxChat.Marbles.Tests;

/// <summary>When two values are the same, and two observables.</summary>
public class ComparingTests
{
    private static readonly IReadOnlyDictionary<char, Foo> s_foos =
        new Dictionary<char, Foo> { ['a'] = new(1), ['b'] = new(2) };

    [Fact]
    public void A_comparer_says_when_two_values_are_the_same()
    {
        var marbles = new MarbleScheduler();
        var heard = marbles.Record(marbles.Cold("-1-2|", letter => new Foo(letter - '0')));

        heard.DifferenceFrom("-a-b|", s_foos).Should().Contain("instead of a");
        heard.ShouldBe("-a-b|", s_foos, Foo.ByNumber);
        heard.DifferenceFrom("-b-b|", s_foos, Foo.ByNumber).Should().StartWith("at 1ms there is a instead of b:");
    }

    [Fact]
    public void Two_observables_are_alike_or_both_are_drawn()
    {
        var marbles = new MarbleScheduler();
        var source = marbles.Hot("-a-b---c|");
        var one = marbles.Record(source.Throttle(marbles.Frames(2), marbles));
        var same = marbles.Record(source.Select(value => Observable.Return(value).Delay(marbles.Frames(2), marbles))
            .Switch());
        var other = marbles.Record(source.Delay(marbles.Frames(2), marbles));
        same.DifferenceFrom(one).Should().NotBeNull("the last comes at the end of a throttle");
        marbles.Record(source.Take(0)).Should().BeLike(marbles.Record(source.Skip(9).Take(0)));
        one.ShouldBeLike(one);

        other.DifferenceFrom(one).Should().Be("""
            at 3ms there is a instead of nothing:
              expected  -----b--(c|)
              actual    ---a-b---   c|
                           ^
            """);
        new Action(() => other.Should().BeLike(one)).Should().Throw<Exception>().WithMessage("*a instead of nothing*");
    }

    [Fact]
    public void Values_are_equivalent_by_their_members()
    {
        var marbles = new MarbleScheduler();
        var heard = marbles.Record(marbles.Cold("-1-2|", letter => new Foo(letter - '0')));
        heard.Should().BeEquivalentTo("-a-b|", s_foos);

        new Action(() => heard.Should().BeEquivalentTo("-b-b|", s_foos)).Should().Throw<Exception>()
            .WithMessage("*at 1ms there is a instead of b:*");
    }

    [Fact]
    public void Two_values_that_are_written_alike_are_told_apart()
    {
        var marbles = new MarbleScheduler();
        var heard = marbles.Record(marbles.Cold("-1|", letter => new Foo(letter - '0')));

        heard.DifferenceFrom("-a|", s_foos).Should().EndWith("""
              a = RxChat.Marbles.Tests.ComparingTests+Foo
              b = RxChat.Marbles.Tests.ComparingTests+Foo (another one: a comparer says which are the same)
            """);
    }

    [Fact]
    public void An_error_is_the_same_if_its_type_and_message_are()
    {
        var marbles = new MarbleScheduler();
        var heard = marbles.Record(marbles.Cold("-a-#", new IOException("line is down")));
        heard.ShouldBe("-a-#");
        heard.ShouldBe("-a-#", new IOException("line is down"));
        heard.ShouldBe("-x-#", _ => "a", error: new IOException("line is down"));

        new Action(() => heard.ShouldBe("-a-#", new IOException("fire"))).Should()
            .Throw<MarbleAssertionException>().Which.Message.Should().Be("""
                Expected heard to be as drawn, but at 3ms # is IOException: line is down instead of IOException: fire:
                  expected  -a-#
                  actual    -a-#
                               ^
                  # = IOException: line is down
                """);
        new Action(() => heard.Should().Be("-a-#", new TimeoutException("line is down"))).Should().Throw<Exception>()
            .WithMessage("*# is IOException: line is down instead of TimeoutException: line is down*");
    }

    [Fact]
    public void Inner_observables_are_drawn_from_when_they_came()
    {
        var marbles = new MarbleScheduler();
        var windows = marbles.RecordInner(marbles.Hot("-a-b-c-|").Window(2));

        windows.Should().Be(
            "x--y---|", new Dictionary<char, InnerTimeline> { ['x'] = "-a-(b|)", ['y'] = "--c-|" });
        windows.ToString().Should().Be("a--b---|\na = -a-(b|)\nb = --c-|");
        windows.DifferenceFrom("x--y---|", letter => letter == 'x' ? "-a-(b|)" : "--d-|").Should().Be("""
            at 3ms there is a instead of y:
              expected  x--y---|
              actual    x--a---|
                           ^
              a = --c-|
              x = -a-(b|)
              y = --d-|
            """);
    }

    [Fact]
    public void Groups_are_inner_observables_with_errors_and_values_of_any_kind()
    {
        var marbles = new MarbleScheduler(TimeSpan.FromSeconds(1));
        var groups = marbles.RecordInner(
            marbles.Hot("-1-2-3-#", letter => letter - '0').GroupBy(number => number % 2, number => number * 10));

        groups.ToString().Should().Be("""
            -a-b---#
            a = a---b-#, a = 10, b = 30, # = MarbleException: the # of a marble diagram
            b = a---#, a = 20, # = MarbleException: the # of a marble diagram
            # = MarbleException: the # of a marble diagram
            """);
    }

    [Fact]
    public void A_time_is_drawn_too()
    {
        var marbles = new MarbleScheduler();
        marbles.Time("---|").Should().Be(marbles.Frames(3));
        marbles.Time("- 9ms |").Should().Be(marbles.Frames(10));
        new Action(() => marbles.Time("---")).Should().Throw<MarbleFormatException>().WithMessage("*has no end*");
    }

    private sealed class Foo(int number)
    {
        public static IEqualityComparer<Foo> ByNumber { get; } =
            EqualityComparer<Foo>.Create((one, other) => one!.Number == other!.Number, foo => foo.Number);

        public int Number => number;
    }
}
