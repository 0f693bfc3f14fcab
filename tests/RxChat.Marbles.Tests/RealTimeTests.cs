using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace RxChat.Marbles.Tests;

/// <summary>Whoever forgets the scheduler is told where, instead of hearing nothing.</summary>
public class RealTimeTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(5);

    public static TheoryData<string, Func<IObservable<string>, IObservable<string>>> Forgetful { get; } = new()
    {
        { "Throttle", source => source.Throttle(s_short) },
        { "Delay", source => source.Delay(s_short) },
        { "Timeout", source => source.Timeout(s_short) },
        { "Sample", source => source.Sample(s_short) },
        { "Buffer", source => source.Buffer(s_short).Select(all => $"{all.Count}") },
        { "Timer", source => source.SelectMany(value => Observable.Timer(s_short).Select(_ => value)) },
        { "Timer", source => source.Merge(Observable.Interval(s_short).Select(n => $"{n}")) },
        { "ObserveOn", source => source.ObserveOn(Scheduler.Default) },
    };

    [Theory]
    [MemberData(nameof(Forgetful))]
    public void A_recording_says_which_operator(string name, Func<IObservable<string>, IObservable<string>> forgetful)
    {
        var marbles = new MarbleScheduler();
        var recording = () => marbles.Record(forgetful(marbles.Hot("-a-b---|"))).ToString();

        recording.Should().Throw<RealTimeException>().Which.Message.Should()
            .MatchRegex($"^({name}|something) takes the system's time while time is virtual; pass the scheduler");
    }

    [Fact]
    public void A_recording_says_where()
    {
        var marbles = new MarbleScheduler();
        var recording = () => marbles
            .Record(marbles.Cold("-a|").Select(value => Observable.Timer(s_short).Subscribe())).ToString();

        recording.Should().Throw<RealTimeException>().WithMessage("Timer *(RealTimeTests.cs:*)");
    }

    public static TheoryData<string, Func<IObservable<string>, IObservable<string>>, string> Lent { get; } = new()
    {
        { "Throttle", source => source.Throttle(s_short), "--------b 3600004ms (c|)" },
        { "Delay", source => source.Delay(s_short), "------a-b 3600004ms c----|" },
        { "Timeout", source => source.Timeout(s_short), "-a-b----#" },
        { "Sample", source => source.Sample(s_short), "-----b 3600004ms c----|" },
        {
            "Timer",
            source => source.SelectMany(value => Observable.Timer(s_short).Select(_ => value)),
            "------a-b 3600004ms (c|)"
        },
        {
            "Timestamp",
            source => source.Timestamp().Select(value => $"{value.Timestamp.Hour}"),
            "-0-0 3600004ms 1----|"
        },
    };

    [Theory]
    [MemberData(nameof(Lent))]
    public void Time_can_be_lent_to_whoever_was_given_none(
        string name, Func<IObservable<string>, IObservable<string>> forgetful, string expected)
    {
        var marbles = new MarbleScheduler { LendsTime = true };
        var heard = marbles.Record(forgetful(marbles.Hot("-a-b---- 1h c----|")));

        heard.Diagram.Should().Be(expected, name);
    }

    [Fact]
    public async Task Where_time_is_real_nothing_is_watched()
    {
        new MarbleScheduler().Run();
        await Observable.Timer(TimeSpan.FromMilliseconds(1)).FirstAsync().ToTask(TestContext.Current.CancellationToken);
    }
}
