using System.Reactive.Concurrency;
using System.Reactive.Linq;
using CsCheck;

namespace RxChat.Tests.Loop;

/// <summary>
/// The loop keeps a scheduler's promises: one thread, order, time, and work that throws costs only itself.
/// </summary>
public sealed class EventLoopTests : IDisposable
{
    private readonly List<Exception> _failures = [];
    private readonly EventLoop _loop;

    public EventLoopTests() => _loop = new EventLoop(failed: _failures.Add);

    public void Dispose() => _loop.Dispose();

    [Fact]
    public async Task Work_scheduled_for_now_runs_in_order_on_one_thread()
    {
        var ran = new List<(int, int)>();
        for (var i = 0; i < 1000; i++)
        {
            var n = i;
            _loop.Schedule(() => ran.Add((n, Environment.CurrentManagedThreadId)));
        }
        await Idle();

        ran.Select(item => item.Item1).Should().Equal(Enumerable.Range(0, 1000));
        ran.Select(item => item.Item2).Distinct().Should().ContainSingle()
            .Which.Should().NotBe(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task Work_runs_by_its_time_and_equal_times_in_the_order_they_were_scheduled()
    {
        var ran = new List<string>();
        await OnLoop(() =>
        {
            _loop.Schedule(TimeSpan.FromMilliseconds(20), () => ran.Add("20a"));
            _loop.Schedule(TimeSpan.FromMilliseconds(10), () => ran.Add("10"));
            _loop.Schedule(TimeSpan.FromMilliseconds(20), () => ran.Add("20b"));
            _loop.Schedule(() => ran.Add("0"));
        });
        await Observable.Timer(TimeSpan.FromMilliseconds(20), _loop);

        ran.Should().Equal("0", "10", "20a", "20b");
    }

    [Fact]
    public async Task Work_scheduled_by_work_never_runs_inside_it()
    {
        var ran = new List<string>();
        await OnLoop(() =>
        {
            _loop.Schedule(() => ran.Add("inner"));
            ran.Add("outer");
        });
        await Idle();

        ran.Should().Equal("outer", "inner");
    }

    [Fact]
    public async Task Time_stands_still_within_a_turn_and_never_goes_back()
    {
        var times = new List<DateTimeOffset>();
        for (var i = 0; i < 100; i++)
        {
            await OnLoop(() =>
            {
                var first = _loop.Now;
                for (var n = 0; n < 10_000; n++) _ = _loop.Now;
                _loop.Now.Should().Be(first);
                times.Add(first);
            });
        }
        times.Should().BeInAscendingOrder();
        _failures.Should().BeEmpty();
    }

    [Fact]
    public async Task The_end_of_time_is_not_now_and_what_is_due_before_it_is_not_late()
    {
        var ran = new List<string>();
        using var never = _loop.Schedule(TimeSpan.MaxValue, () => ran.Add("never"));
        using var far = _loop.Schedule(TimeSpan.FromDays(1), () => ran.Add("far"));
        await Idle();
        // From one moment, which is that of the turn.
        await OnLoop(() =>
        {
            _loop.Schedule(TimeSpan.FromMilliseconds(20), () => ran.Add("20"));
            _loop.Schedule(TimeSpan.FromMilliseconds(10), () => ran.Add("10"));
        });
        await Observable.Timer(TimeSpan.FromMilliseconds(20), _loop);

        ran.Should().Equal("10", "20");
    }

    [Fact]
    public async Task Disposed_work_does_not_run()
    {
        var ran = false;
        await OnLoop(() => _loop.Schedule(() => ran = true).Dispose());
        await Idle();

        ran.Should().BeFalse();
    }

    [Fact]
    public async Task What_work_throws_is_reported_and_the_loop_goes_on()
    {
        _loop.Schedule(() => throw new FormatException("thrown on purpose"));
        await Idle();

        _failures.Should().ContainSingle().Which.Message.Should().Be("thrown on purpose");
    }

    [Fact]
    public async Task Periodic_work_repeats_until_it_is_disposed()
    {
        var ticks = await Observable.Interval(TimeSpan.FromMilliseconds(1), _loop).Take(5).ToList();
        ticks.Should().Equal(0, 1, 2, 3, 4);
    }

    [Fact]
    public async Task Virtual_and_real_time_agree_on_the_order_of_any_plan()
    {
        await Gen.Int[0, 5].Array[1, 30].SampleAsync(async dues =>
        {
            var real = new List<int>();
            var imagined = new List<int>();
            var historical = new HistoricalScheduler();
            await OnLoop(() => Plan(_loop, dues, real));
            Plan(historical, dues, imagined);
            historical.Start();
            await Observable.Timer(TimeSpan.FromMilliseconds(6), _loop);
            await Idle();
            real.Should().Equal(imagined);
        }, iter: 20, threads: 1);
    }

    private static void Plan(IScheduler scheduler, int[] dues, List<int> ran)
    {
        for (var i = 0; i < dues.Length; i++)
        {
            var n = i;
            scheduler.Schedule(TimeSpan.FromMilliseconds(dues[i]), () => ran.Add(n));
        }
    }

    private Task Idle() => OnLoop(() => { });

    private async Task OnLoop(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Schedule(() =>
        {
            action();
            _loop.Schedule(done.SetResult);
        });
        await done.Task;
    }
}
