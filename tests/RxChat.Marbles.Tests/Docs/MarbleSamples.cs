using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace RxChat.Marbles.Tests.Docs;

/// <summary>
/// The samples of docs/testing.md on marbles: each region stands there, word for word, and runs here.
/// </summary>
public class MarbleSamples
{
    private static readonly string s_guide =
        File.ReadAllText(Path.Combine(Root(AppContext.BaseDirectory), "docs", "testing.md"));

    [Fact]
    public void An_operator_is_drawn()
    {
        #region marbles
        var marbles = new MarbleScheduler();
        var keys = marbles.Hot("          --a-b-c-----d-----|");

        var heard = marbles.Record(keys.Throttle(TimeSpan.FromMilliseconds(4), marbles));

        heard.Should().Be("               ----------c-----d-|");
        keys.Should().HaveSubscriptions("^-----------------!");
        #endregion
    }

    [Fact]
    public void A_drawing_takes_three_lines()
    {
        #region readme-marbles
        var marbles = new MarbleScheduler();
        var keys = marbles.Hot("--a-b-c-------|");

        marbles.Record(keys.Throttle(TimeSpan.FromMilliseconds(4), marbles)).Should().Be("----------c---|");
        #endregion
    }

    [Fact]
    public void Values_are_letters_or_what_letters_stand_for()
    {
        #region marble-values
        var marbles = new MarbleScheduler();
        var numbers = marbles.Hot("1-2-3-4|", letter => letter - '0');
        var words = marbles.Cold("-h-w|", new Dictionary<char, string> { ['h'] = "hello", ['w'] = "world" });

        var sums = marbles.Record(numbers.Scan((sum, next) => sum + next));
        var pairs = marbles.Record(words.Buffer(2));

        sums.Should().Be("1-3-6-x|", letter => letter == 'x' ? 10 : letter - '0');
        pairs.Should().Be("---p|", new Dictionary<char, IList<string>> { ['p'] = ["hello", "world"] });
        #endregion
    }

    [Fact]
    public void Errors_and_subscriptions_are_drawn_too()
    {
        #region marble-errors
        var marbles = new MarbleScheduler();
        var flaky = marbles.Cold("-a-#", new IOException("line is down"));

        var heard = marbles.Record(flaky.Retry(2));

        heard.Should().Be("-a--a-#", error: new IOException("line is down"));
        flaky.Should().HaveSubscriptions("^--!", "---^--!");
        #endregion
    }

    [Fact]
    public void Inner_observables_are_diagrams_too()
    {
        #region marble-inner
        var marbles = new MarbleScheduler();
        var windows = marbles.RecordInner(marbles.Hot("-a-b-c-|").Window(2));

        windows.Should().Be(
            "x--y---|", new Dictionary<char, InnerTimeline> { ['x'] = "-a-(b|)", ['y'] = "--c-|" });
        #endregion
    }

    [Fact]
    public void Time_is_lent_to_what_was_given_none()
    {
        #region marble-lent
        var marbles = new MarbleScheduler { LendsTime = true };
        var keys = marbles.Hot("--a-b-c-------|");

        marbles.Record(keys.Throttle(TimeSpan.FromMilliseconds(4))).Should().Be("----------c---|");
        #endregion
    }

    [Fact]
    public void What_never_ends_is_let_go()
    {
        #region marble-during
        var marbles = new MarbleScheduler();
        var ticks = Observable.Interval(marbles.Frames(2), marbles);

        marbles.Record(ticks, during: "---^-------!").Should().Be("-----0-1-2");
        #endregion
    }

    [Fact]
    public void Long_times_are_written_as_numbers()
    {
        #region marble-times
        var marbles = new MarbleScheduler(frame: TimeSpan.FromSeconds(1));
        var visits = marbles.Hot("v 59m v 2h v|");

        marbles.Record(visits.Timeout(TimeSpan.FromHours(1), marbles)).Should().Be("v 59m v 3599s #");
        #endregion
    }

    [Fact]
    public void Time_is_what_you_have()
    {
        #region marble-clocks
        var scheduler = new TestScheduler();
        var marbles = MarbleScheduler.On(scheduler);
        var heard = marbles.Record(marbles.Hot("-a-b-|").Delay(TimeSpan.FromMilliseconds(2), scheduler));

        scheduler.AdvanceTo(TimeSpan.FromMilliseconds(4).Ticks);
        heard.Diagram.Should().Be("---a");

        scheduler.Start();
        heard.Diagram.Should().Be("---a-b-|");
        #endregion
    }

    [Fact]
    public void Without_FluentAssertions()
    {
        #region marble-plain
        var marbles = new MarbleScheduler();
        var source = marbles.Hot("-a-b-|");
        var heard = marbles.Record(source.Take(1));

        heard.ShouldBe("-(a|)");
        source.ShouldHaveSubscriptions("^!");
        string? difference = heard.DifferenceFrom("-a-|");
        #endregion

        difference.Should().StartWith("at 1ms there is (a|) instead of a:\n");
    }

    [Fact]
    public void A_timeline_is_read_and_printed()
    {
        #region marble-timeline
        var timeline = Timeline.Parse("--a - 50ms (bc)|");

        timeline.Marbles[0].At.Should().Be(TimeSpan.FromMilliseconds(2));
        timeline.Diagram.Should().Be("--a 51ms (bc)|");
        Timeline.Parse(timeline.Diagram).Should().Be(timeline);
        #endregion
    }

    [Fact]
    public void The_guide_shows_messages_as_they_are()
    {
        var marbles = new MarbleScheduler();
        var heard = marbles.Record(marbles.Hot("--a-(bc)-h-|", letter => letter == 'h' ? "hello" : letter.ToString()));

        s_guide.Should().Contain(
            Shown(() => heard.Should().Be("--a-b----h-|", letter => letter == 'h' ? "world" : letter.ToString())));
        s_guide.Should().Contain(Shown(() => marbles.Hot("--a 9ms-b")));
    }

    private static string Shown(Action fails) =>
        $"```text\n{FluentActions.Invoking(fails).Should().Throw<Exception>().Which.Message}\n```";

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "RxChat.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
