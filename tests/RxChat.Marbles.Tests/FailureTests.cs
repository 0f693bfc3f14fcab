using System.Reactive.Linq;

namespace RxChat.Marbles.Tests;

/// <summary>What a failure says, to the letter.</summary>
public class FailureTests
{
    private readonly MarbleScheduler _marbles = new();

    [Fact]
    public void Both_diagrams_stand_one_above_the_other_with_a_caret_at_the_first_difference()
    {
        var heard = _marbles.Record(_marbles.Hot("--a--c-|"));

        Message(() => heard.ShouldBe("--a--b-|")).Should().Be(
            """
            Expected heard to be as drawn, but at 5ms there is c instead of b:
              expected  --a--b-|
              actual    --a--c-|
                             ^
            """);
    }

    [Fact]
    public void FluentAssertions_says_the_same_with_the_name_and_the_reason()
    {
        var heard = _marbles.Record(_marbles.Hot("--a--c-|"));

        Message(() => heard.Should().Be("--a--b-|", "{0} comes before c", "b")).Should().Be(
            """
            Expected heard to be as drawn because b comes before c, but at 5ms there is c instead of b:
              expected  --a--b-|
              actual    --a--c-|
                             ^
            """);
    }

    [Fact]
    public void Groups_are_aligned_in_time_with_spaces()
    {
        var heard = _marbles.Record(_marbles.Hot("-a-(bcd)-e-f|"));

        Message(() => heard.ShouldBe("-(ax)-b-e--f|")).Should().Be(
            """
            Expected heard to be as drawn, but at 1ms there is a instead of (ax):
              expected  -(ax)-b    -e--f|
              actual    -a   -(bcd)-e-f|
                         ^
            """);
    }

    [Fact]
    public void Long_silences_are_as_long_in_both()
    {
        var heard = _marbles.Record(_marbles.Hot("a 1m b 2s c"));

        Message(() => heard.ShouldBe("a 1m b 1s c|")).Should().Be(
            """
            Expected heard to be as drawn, but at 61002ms there is nothing instead of c:
              expected  a 1m b 1s c|
              actual    a 1m b 1s -- 998ms c
                                  ^
            """);
    }

    [Fact]
    public void Values_that_are_no_letters_have_a_legend()
    {
        var heard = _marbles.Record(
            _marbles.Hot("-a-b-c|", letter => letter switch { 'a' => "hello", 'b' => "two\nlines", _ => "{0}" }));

        string Expected(char letter) => letter switch { 'a' => "hello", 'b' => "world", _ => "{0}" };
        Message(() => heard.Should().Be("-a-b-c|", Expected)).Should().Be(
            """
            Expected heard to be as drawn, but at 3ms there is d instead of b:
              expected  -a-b-c|
              actual    -a-d-c|
                           ^
              a = hello
              b = world
              c = {0}
              d = two\nlines
            """);
    }

    [Fact]
    public void Letters_of_the_expectation_are_given_to_nothing_else()
    {
        var heard = _marbles.Record(_marbles.Hot("-x-y|", letter => letter == 'x' ? 10 : 7));

        Message(() => heard.ShouldBe("-a-7|")).Should().Be(
            """
            Expected heard to be as drawn, but at 1ms there is b instead of a:
              expected  -a-7|
              actual    -b-7|
                         ^
              b = 10
            """);
    }

    [Fact]
    public void Lists_are_written_by_what_is_in_them()
    {
        var heard = _marbles.Record(_marbles.Hot("ab-c|").Buffer(2));

        var lists = new Dictionary<char, IList<string>> { ['x'] = ["a", "b"], ['y'] = [] };
        Message(() => heard.ShouldBe("-x--(y|)", lists)).Should().Be(
            """
            Expected heard to be as drawn, but at 4ms there is (a|) instead of (y|):
              expected  -x--(y|)
              actual    -x--(a|)
                            ^
              a = [c]
              x = [a, b]
              y = []
            """);
    }

    [Fact]
    public void An_error_nobody_expected_is_told()
    {
        var heard = _marbles.Record(_marbles.Hot("-a-#", new InvalidOperationException("no\nroom")));

        Message(() => heard.ShouldBe("-a-b|")).Should().Be(
            """
            Expected heard to be as drawn, but at 3ms there is # instead of b:
              expected  -a-b|
              actual    -a-#
                           ^
              # = InvalidOperationException: no\nroom
            """);
    }

    [Fact]
    public void A_long_difference_is_shown_around_where_it_begins()
    {
        var marbles = new MarbleScheduler();
        var long1 = string.Concat(Enumerable.Repeat("a-b-", 60));
        var heard = marbles.Record(marbles.Cold($"{long1}x-{long1}|"));
        var lines = heard.DifferenceFrom($"{long1}y-{long1}|")!.Split('\n');

        lines[0].Should().Be("at 240ms there is x instead of y:");
        lines[1].Should().MatchRegex("^  expected  …[ab-]{40}y[ab-]{59}…$");
        lines[2].Should().MatchRegex("^  actual    …[ab-]{40}x[ab-]{59}…$");
        lines[3].IndexOf('^').Should().Be(lines[2].IndexOf('x'));
    }

    [Fact]
    public void Silence_is_told_too()
    {
        var heard = _marbles.Record(Observable.Never<string>());

        Message(() => heard.ShouldBe("-a|")).Should().Be(
            """
            Expected heard to be as drawn, but at 1ms there is nothing instead of a:
              expected  -a|
              actual    -
                         ^
            """);
        Message(() => _marbles.Record(_marbles.Cold("-a|")).ShouldBe(""))
            .Should().Contain("there is a instead of nothing");
    }

    [Fact]
    public void What_comes_after_the_end_is_caught_at_it()
    {
        var broken = _marbles.Record(new GoesOn());

        broken.Diagram.Should().Be("(a|b)");
        Message(() => broken.ShouldBe("(a|)")).Should().Be(
            """
            Expected broken to be as drawn, but at 0ms there is (a|b) instead of (a|):
              expected  (a|)
              actual    (a|b)
                        ^
            """);
    }

    [Fact]
    public void Subscriptions_are_compared_in_the_same_way()
    {
        var source = _marbles.Cold("-a-#");
        var heard = _marbles.Record(source.Retry(2));

        Message(() => source.ShouldHaveSubscriptions("^--!", "---^-!")).Should().Be(
            "Expected the source to be subscribed to as drawn, "
            + """
            but at 5ms there is nothing instead of !, in subscription 2:
              expected  ---^-!
              actual    ---^--!
                             ^
            """);
        Message(() => source.Should().HaveSubscriptions("^--!")).Should().Be(
            """
            Expected source to be subscribed to as drawn, but there are 2 subscriptions instead of 1:
              expected  ^--!
              actual    ^--!
              actual    ---^--!
            """);
        Message(() => source.ShouldHaveSubscriptions())
            .Should().Contain("there are 2 subscriptions instead of 0:\n  actual    ^--!");
        heard.Should().Be("-a--a-#");
    }

    [Fact]
    public void Agreement_is_silent()
    {
        var source = _marbles.Hot("1-2|", letter => letter - '0');
        var heard = _marbles.Record(source);

        heard.ShouldBe("1-2|");
        heard.ShouldBe("1-2|", letter => letter - '0');
        heard.ShouldBe("x-y|", new Dictionary<char, int> { ['x'] = 1, ['y'] = 2 });
        heard.Should().Be("1-2|").And.Be("x-y|", new Dictionary<char, int> { ['x'] = 1, ['y'] = 2 }).And.NotBeNull();
        heard.DifferenceFrom("1-2|").Should().BeNull();
        source.ShouldHaveSubscriptions("^--!");
        source.Should().HaveSubscriptions("^--!").And.BeOfType<MarbleSource<int>>();
    }

    [Fact]
    public void Two_letters_may_stand_for_one_value() =>
        _marbles.Record(_marbles.Hot("a-b|", _ => 1)).ShouldBe("x-y|", _ => 1);

    [Fact]
    public void Other_assertions_stay_what_they_are()
    {
        1.Should().Be(1);
        "a".Should().Be("a");
        new[] { 1 }.Should().Equal(1);
        Observable.Return(1).Should().NotBeNull();
        ((object)_marbles).Should().BeSameAs(_marbles);
        FluentActions.Invoking(() => ((Recording<int>)null!).Should().Be("-"))
            .Should().Throw<Exception>().WithMessage("*but it is <null>.");
        TimeSpan.Zero.Should().BeLessThan(TimeSpan.FromSeconds(1));
    }

    private static string Message(Action assert) =>
        FluentActions.Invoking(assert).Should().Throw<Exception>().Which.Message;

    private sealed class GoesOn : IObservable<string>
    {
        public IDisposable Subscribe(IObserver<string> observer)
        {
            observer.OnNext("a");
            observer.OnCompleted();
            observer.OnNext("b");
            return System.Reactive.Disposables.Disposable.Empty;
        }
    }
}
