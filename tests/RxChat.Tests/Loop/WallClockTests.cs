using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat.Tests.Loop;

/// <summary>A clock that is stepped, and a machine that slept: the time of day follows, durations do not.</summary>
public class WallClockTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private DateTimeOffset _system = s_noon;

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void A_step_is_followed_within_a_second(int hours)
    {
        var clock = new WallClock(() => _system);
        clock.At(0).Should().Be(s_noon);
        _system = s_noon.AddHours(hours);

        clock.At(Ticks(0.9)).Should().Be(s_noon.AddSeconds(0.9));
        clock.At(Ticks(1)).Should().Be(s_noon.AddHours(hours));
        clock.At(Ticks(1.5)).Should().Be(s_noon.AddHours(hours).AddSeconds(0.5));
    }

    [Fact]
    public void A_clock_that_is_slowed_down_never_has_time_go_back()
    {
        var clock = new WallClock(() => _system);
        clock.At(0);
        clock.At(Ticks(0.99));
        _system = s_noon.AddSeconds(0.9);

        clock.At(Ticks(1)).Should().Be(s_noon.AddSeconds(0.99));
        clock.At(Ticks(1.2)).Should().Be(s_noon.AddSeconds(1.1));
    }

    [Fact]
    public async Task A_loop_follows_and_what_it_measures_does_not()
    {
        using var loop = SteppedLoop();
        var before = await Observable.Start(() => (loop.Now, loop.Elapsed()), loop);
        var stopwatch = await Observable.Start(() => loop.StartStopwatch(), loop);
        var waited = await Observable.Timer(TimeSpan.FromSeconds(1.1), loop).TimeInterval(loop);
        var after = await Observable.Start(() => (loop.Now, loop.Elapsed(), stopwatch.Elapsed), loop);

        (after.Now - before.Now).Should().BeGreaterThan(TimeSpan.FromHours(1.9));
        (after.Item2 - before.Item2).Should().BeCloseTo(TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(30));
        after.Item3.Should().BeCloseTo(TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(30));
        waited.Interval.Should().BeLessThan(TimeSpan.FromMinutes(1), "TimeInterval asks for the loop's stopwatch");
    }

    [Fact]
    public async Task A_time_of_day_means_as_long_as_it_is_until_then()
    {
        using var loop = new EventLoop(SocketEngine.Create(EngineKind.Auto), failed: null, () => s_noon);
        var ran = new List<string>();
        await Observable.Start(
            () =>
            {
                loop.Schedule(loop.Now.AddHours(1), () => ran.Add("in an hour"));
                loop.Schedule(loop.Now.AddMilliseconds(20), () => ran.Add("soon"));
                loop.Schedule(loop.Now.AddHours(-1), () => ran.Add("an hour ago"));
            },
            loop);
        await Observable.Timer(TimeSpan.FromMilliseconds(30), loop);

        ran.Should().Equal("an hour ago", "soon");
    }

    [Fact]
    public async Task No_limit_of_a_filter_is_opened_by_a_step()
    {
        using var loop = SteppedLoop();
        var said = new Subject<ChatMessage>();
        var passed = new List<string>();
        var hour = TimeSpan.FromHours(1);
        await Observable.Start(
            () =>
            {
                said.RateLimit(1, hour, loop).Subscribe(m => passed.Add($"rate limit: {m.Text}"));
                said.SlowMode(hour, scheduler: loop).Subscribe(m => passed.Add($"slow mode: {m.Text}"));
                said.DropRepeats(hour, loop).Subscribe(m => passed.Add($"repeats: {m.Text}"));
                said.FloodGuard(1, hour, hour, loop).Subscribe(m => passed.Add($"floods: {m.Text}"));
                said.Mute("ann", hour, loop).Subscribe(m => passed.Add($"mute: {m.Text}"));
                said.OnNext(new ChatMessage("ann", "lobby", "hello"));
            },
            loop);
        passed.Should().BeEquivalentTo("rate limit: hello", "slow mode: hello", "repeats: hello", "floods: hello");
        await Observable.Timer(TimeSpan.FromSeconds(1.1), loop);
        await Observable.Start(() => said.OnNext(new ChatMessage("ann", "lobby", "hello")), loop);

        passed.Should().HaveCount(4);
    }

    // By two hours whenever its clock is read.
    private static EventLoop SteppedLoop()
    {
        var steps = 0;
        return new EventLoop(
            SocketEngine.Create(EngineKind.Auto), failed: null,
            () => s_noon.AddHours(2 * Interlocked.Increment(ref steps)));
    }

    private static long Ticks(double seconds) => TimeSpan.FromSeconds(seconds).Ticks;
}
