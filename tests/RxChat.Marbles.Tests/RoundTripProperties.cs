using System.Reactive;
using CsCheck;

namespace RxChat.Marbles.Tests;

/// <summary>Reading and printing are inverse, whatever was said and whenever.</summary>
public class RoundTripProperties
{
    private static readonly MarbleException s_error = new();

    private static readonly Gen<TimeSpan> s_frame = Gen.OneOf(
        TimeSpan.FromTicks(1),
        TimeSpan.FromTicks(7),
        TimeSpan.FromMilliseconds(1),
        TimeSpan.FromMilliseconds(20),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromHours(5));

    private static readonly Gen<string> s_value = Gen.OneOf(
        Gen.Char["abcdefmhsXYZ"].Select(letter => letter.ToString()),
        Gen.Char['0', '9'].Select(digit => digit.ToString()),
        Gen.OneOf("hello", "", "ab", "two\nlines", "-", "|", "9ms", "é"));

    // Steps of no time, of some ticks, of frames and of long silences, from before zero if need be.
    private static readonly Gen<Timeline<string>> s_timeline =
        from frame in s_frame
        from start in Gen.Long[-30, 5]
        from steps in Gen.Select(
            Gen.Frequency(
                (3, Gen.Const(0L)),
                (5, Gen.Const(frame.Ticks)),
                (2, Gen.Long[1, 3].Select(n => n * frame.Ticks)),
                (1, Gen.Long[1, 5000].Select(n => n * frame.Ticks)),
                (1, Gen.Long[1, 100_000_000])),
            s_value).Array[0, 30]
        from end in Gen.Int[0, 2]
        select Make(frame, start * frame.Ticks, steps, end);

    [Fact]
    public void What_is_printed_is_read_as_it_was() =>
        s_timeline.Sample(
            timeline => Read(timeline.Diagram, timeline).Equals(timeline), print: timeline => timeline.ToString());

    [Fact]
    public void What_is_read_prints_in_one_form() =>
        s_timeline.Sample(timeline => Timeline.Parse(timeline.Diagram, timeline.Legend, s_error, timeline.Frame).Diagram
            == Timeline.Parse(Spaced(timeline.Diagram), timeline.Legend, s_error, timeline.Frame).Diagram);

    [Fact]
    public void Aligned_both_rows_are_read_as_they_were() =>
        Gen.Select(s_timeline, s_timeline).Sample((one, other) =>
        {
            other = new Timeline<string>(other.Marbles, one.Frame);
            var marks = new[] { one, other }.Select(timeline => timeline.Marks(timeline.Letter([], [])).ToList())
                .ToArray();
            var rows = new DiagramWriter(one.Frame, marks).Rows.ToList();
            return Read(rows[0], one).Equals(one) && Read(rows[1], other).Equals(other);
        });

    [Fact]
    public void A_timeline_differs_from_no_other_exactly_if_it_is_equal() =>
        Gen.Select(s_timeline, s_timeline).Sample((one, other) =>
        {
            other = new Timeline<string>(other.Marbles, one.Frame);
            Difference.Of(new(one.Diagram, mark => one.Legend[mark.Symbol]), one, TimeSpan.MaxValue).Should().BeNull();
            var difference = Difference.Of(
                new(other.Diagram, mark => other.Legend[mark.Symbol]), one, TimeSpan.MaxValue);
            (difference is null).Should().Be(one.Equals(other));
        });

    [Fact]
    public void Subscriptions_are_read_as_they_were() =>
        Gen.Select(s_frame, Gen.Long[0, 1_000_000_000], Gen.Long[-5, 1_000_000_000]).Sample((frame, from, lasts) =>
        {
            var span =
                new SubscriptionSpan(TimeSpan.FromTicks(from), lasts < 0 ? null : TimeSpan.FromTicks(from + lasts));
            return SubscriptionSpan.Parse(span.Diagram(frame), frame) == span;
        });

    [Fact]
    public void Whatever_is_written_is_read_or_refused_with_its_place() =>
        Gen.Char["ab19ms-|#^!() ."].Array[0, 12].Select(text => new string(text)).Sample(
            text =>
            {
                try
                {
                    var read = Timeline.Parse(text, s_error);
                    return Timeline.Parse(read.Diagram, s_error).Equals(read);
                }
                catch (MarbleFormatException bad)
                {
                    return bad.Diagram == text && bad.Column >= 0 && bad.Column < text.Length;
                }
            },
            iter: 20_000);

    [Fact]
    public void What_a_source_says_is_what_a_recording_hears() =>
        s_timeline.Where(CanBeSaid).Sample(
            timeline =>
            {
                timeline = new Timeline<string>(timeline.Marbles.Select(InMilliseconds), timeline.Frame);
                var marbles = new MarbleScheduler(timeline.Frame);
                var cold = marbles.Record(marbles.Cold(timeline.Diagram, timeline.Legend, s_error));
                var hot = marbles.Record(marbles.Hot(timeline.Diagram, timeline.Legend, s_error));
                return cold.Timeline.Equals(timeline) && hot.Timeline.Equals(timeline);
            },
            iter: 1000);

    private static bool CanBeSaid(Timeline<string> timeline) =>
        timeline.Frame >= TimeSpan.FromMilliseconds(1) && timeline.Marbles.All(marble => marble.At >= TimeSpan.Zero);

    private static Marble<string> InMilliseconds(Marble<string> marble) =>
        marble with { At = TimeSpan.FromMilliseconds(Math.Floor(marble.At.TotalMilliseconds)) };

    private static Timeline<string> Read(string diagram, Timeline<string> like) =>
        Timeline.Parse(diagram, like.Legend, s_error, like.Frame);

    private static string Spaced(string diagram) =>
        $"  {diagram.Replace("-", " - ", StringComparison.Ordinal).Replace("(", " (", StringComparison.Ordinal)} --  ";

    private static Timeline<string> Make(TimeSpan frame, long start, (long Step, string Value)[] steps, int end)
    {
        var at = start;
        var marbles = new List<Marble<string>>();
        foreach (var (step, value) in steps)
        {
            at += step;
            marbles.Add(new(TimeSpan.FromTicks(at), Notification.CreateOnNext(value)));
        }
        if (end == 1) marbles.Add(new(TimeSpan.FromTicks(at), Notification.CreateOnCompleted<string>()));
        if (end == 2)
            marbles.Add(new(TimeSpan.FromTicks(at + frame.Ticks), Notification.CreateOnError<string>(s_error)));
        return new Timeline<string>(marbles, frame);
    }
}
