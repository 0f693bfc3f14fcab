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
