namespace RxChat.Marbles.Tests;

/// <summary>What a diagram means, and what is said of one that means nothing.</summary>
public class ReadingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("-----", "")]
    [InlineData("a", "a@0")]
    [InlineData("--a-b-|", "a@2 b@4 |@6")]
    [InlineData("--a--#", "a@2 #@5")]
    [InlineData("  - - a\t-\n| ", "a@2 |@4")]
    [InlineData("-(ab)-c", "a@1 b@1 c@3")]
    [InlineData("(a|)", "a@0 |@0")]
    [InlineData("- 9ms -a", "a@11")]
    [InlineData("a 9ms b 1.5s c 2m d 1h |", "a@0 b@10 c@1511 d@121512 |@3721513")]
    [InlineData("a 500us b 1d |", "a@0 b@1.5 |@86400002.5")]
    [InlineData("1-2 9 -3", "1@0 2@2 9@3 3@5")]
    [InlineData("1 m", "1@0 m@1")]
    [InlineData("1sa", "1@0 s@1 a@2")]
    [InlineData("-(0.5ms a)-b", "a@1.5 b@3")]
    [InlineData("-(a 0.25ms b 0.25ms c)", "a@1 b@1.25 c@1.5")]
    [InlineData("ab-^-c|", "a@-3 b@-2 c@2 |@3")]
    [InlineData("a(^b)c", "a@-1 b@0 c@1")]
    [InlineData("a|^", "a@-2 |@-1")]
    [InlineData("^-a", "a@2")]
    [InlineData("--é-Ж-|--", "é@2 Ж@4 |@6")]
    public void A_diagram_means_what_it_shows(string diagram, string marbles)
    {
        var read = Timeline.Parse(diagram).Marbles.Select(marble =>
        {
            var what = marble.What.HasValue ? marble.What.Value : marble.What.Exception is null ? "|" : "#";
            return FormattableString.Invariant($"{what}@{marble.At.TotalMilliseconds}");
        });
        string.Join(' ', read).Should().Be(marbles);
    }

    [Theory]
    [InlineData("", "-")]
    [InlineData("-----", "-")]
    [InlineData("-a-b-|---", "-a-b-|")]
    [InlineData(" - a  - b ", "-a-b")]
    [InlineData("-(a)-", "-a")]
    [InlineData("---------------------a", "21ms a")]
    [InlineData("--------------------a", "--------------------a")]
    [InlineData("a 5ms b 90s c", "a-----b 90s c")]
    [InlineData("a 59999ms b 3599999ms c", "a 59999ms b 3599999ms c")]
    [InlineData("a 2m b 60m c", "a 2m b 1h c")]
    [InlineData("1 m-1 s 9 h", "1 m-1 s9 h")]
    [InlineData("(1 m)", "(1 m)")]
    [InlineData("1.5ms a", "-(0.5ms a)")]
    [InlineData("a 0.5ms b", "a(0.5ms b)")]
    [InlineData("^-a", "--a")]
    [InlineData("ab^c", "ab^c")]
    [InlineData("a(^bc)", "a(^bc)")]
    public void Printed_it_takes_its_canonical_form(string diagram, string canonical) =>
        Timeline.Parse(diagram).Diagram.Should().Be(canonical);

    [Theory]
    [InlineData("--a--b|", 1, "--a--b|")]
    [InlineData("- 2s a 1m |", 1000, "---a 1m |")]
    [InlineData("--a--b|", 0.0001, "--a--b|")]
    public void A_frame_takes_as_long_as_one_says(string diagram, double milliseconds, string printed)
    {
        var timeline =
            Timeline.Parse(diagram, frame: TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond)));
        timeline.Diagram.Should().Be(printed);
    }

    [Theory]
    [InlineData("--a*-|", 3, "* means nothing", "values are letters and digits, | completes, # is an error, - is time")]
    [InlineData(
        "-🙂-|", 1, "🙂 means nothing", "values are letters and digits, | completes, # is an error, - is time")]
    [InlineData("--(ab-c)", 5, "time does not pass in a group", "close the group before the -")]
    [InlineData("--(ab", 2, "this group is not closed", "close it with ) after what happens together")]
    [InlineData("-(a(b))", 3, "a group in a group", "leave these parentheses out: all of a group happens together")]
    [InlineData("--ab)", 4, "no group was opened", "put a ( before what happens together, or leave this out")]
    [InlineData("--()-a", 3, "nothing is in this group", "put - for a frame in which nothing happens")]
    [InlineData("--a|-b", 5, "b comes after the end", "leave it out, or move the | behind it")]
    [InlineData("--a#|", 4, "| comes after the end", "leave it out, or move the # behind it")]
    [InlineData("-^-a-^", 5, "a second ^", "time has one zero and a subscription one beginning: leave one out")]
    [InlineData("--a--!", 5, "! is the end of a subscription", "write | for completion and # for an error")]
    [InlineData("--9ms--a", 2, "9ms touches what is beside it",
        "put spaces around 9ms if it is a time, and between its characters if they are values")]
    [InlineData("a 1s|", 2, "1s touches what is beside it",
        "put spaces around 1s if it is a time, and between its characters if they are values")]
    [InlineData("-(a 1ms b)", 4, "a group is one frame, and this goes beyond it", "close the group before time passes")]
    [InlineData("a 99999999999h b", 2, "the diagram is too long", "tell a story of less than 1,000,000 days")]
    public void A_bad_diagram_is_shown_with_the_place_and_the_mend(
        string diagram, int column, string problem, string mend)
    {
        var bad = FluentActions.Invoking(() => Timeline.Parse(diagram)).Should().Throw<MarbleFormatException>().Which;
        bad.Message.Should().Be($"bad marble diagram: {problem}\n  {diagram}\n  {new string(' ', column)}^\n{mend}");
        (bad.Diagram, bad.Column).Should().Be((diagram, column));
    }

    [Theory]
    [InlineData("--a-!", 2, "a is no part of a subscription",
        "write ^ where it begins, ! where it ends, and - for time")]
    [InlineData("--!-^", 4, "this ends before it begins", "put the ^ before the !")]
    [InlineData("^-^-!", 2, "a second ^", "time has one zero and a subscription one beginning: leave one out")]
    [InlineData("^-!-!", 4, "! comes after the end", "leave it out, or move the ! behind it")]
    public void So_is_a_bad_subscription(string diagram, int column, string problem, string mend) =>
        FluentActions.Invoking(() => SubscriptionSpan.Parse(diagram))
            .Should().Throw<MarbleFormatException>().Which.Message
            .Should().Be($"bad marble diagram: {problem}\n  {diagram}\n  {new string(' ', column)}^\n{mend}");

    [Fact]
    public void A_cold_source_has_no_zero_but_its_beginning() =>
        FluentActions.Invoking(() => new MarbleScheduler().Cold("a-^-b"))
            .Should().Throw<MarbleFormatException>().WithMessage(
                "bad marble diagram: a cold source has no ^\n  a-^-b\n    ^\n"
                + "leave it out: its time begins when it is subscribed to");

    [Fact]
    public void A_letter_needs_a_value() =>
        new Dictionary<char, int> { ['a'] = 1, ['b'] = 2 }
            .Invoking(values => new MarbleScheduler().Hot("a-b-c", values))
            .Should().Throw<MarbleFormatException>().WithMessage(
                "bad marble diagram: c has no value\n  a-b-c\n      ^\ngive it one; there are values for a, b");

    [Theory]
    [InlineData("^---!", 0, 4)]
    [InlineData("--^-!", 2, 4)]
    [InlineData("---!", 0, 3)]
    [InlineData("-^--", 1, null)]
    [InlineData("", 0, null)]
    [InlineData("-(^!)", 1, 1)]
    [InlineData("^ 5s !", 0, 5001)]
    public void A_subscription_lasts_from_here_to_there(string diagram, int from, int? to)
    {
        var span = SubscriptionSpan.Parse(diagram);
        span.Should().Be(new SubscriptionSpan(
            TimeSpan.FromMilliseconds(from), to is { } end ? TimeSpan.FromMilliseconds(end) : null));
        SubscriptionSpan.Parse(span.ToString()).Should().Be(span);
    }

    [Fact]
    public void A_frame_takes_some_time() =>
        FluentActions.Invoking(() => new MarbleScheduler(TimeSpan.Zero))
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("a frame takes some time*");
}
