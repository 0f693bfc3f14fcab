using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat.Tests.Queries;

/// <summary>A machine that slept: its timers stood, its clock did not.</summary>
public class SleepingClockTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1), s_minute = TimeSpan.FromMinutes(1),
        s_look = TimeSpan.FromSeconds(10);

    private readonly SleepingScheduler _time = new();

    [Fact]
    public void A_silence_is_told_within_ten_seconds_of_waking()
    {
        var told = new List<(TimeSpan At, Silence Silence)>();
        Observable.Never<Spoken>().Silences(s_hour, _time.Now, _time)
            .Subscribe(silence => told.Add((_time.Awake, silence)));
        _time.Wake(s_minute);
        _time.Sleep(5 * s_hour);
        _time.Wake(s_look);

        told.Should().Equal(
            (TimeSpan.Zero, new Silence(VirtualChat.Start, VirtualChat.Start, false)),
            (s_minute + s_look, new Silence(VirtualChat.Start + s_hour, VirtualChat.Start, true)));
    }

    [Fact]
    public void A_window_is_over_within_ten_seconds_of_waking_and_those_slept_through_are_left_out()
    {
        var told = new List<(TimeSpan At, DateTimeOffset End)>();
        Observable.Never<Spoken>().InWindows(s_hour, () => 0, (_, _) => 1, _time)
            .Subscribe(window => told.Add((_time.Awake, window.End)));
        _time.Wake(s_minute);
        _time.Sleep(5.5 * s_hour);
        _time.Wake(s_hour);

        told.Should().Equal(
            (TimeSpan.Zero, VirtualChat.Start),
            (s_minute + s_look, VirtualChat.Start + s_hour),
            (TimeSpan.FromMinutes(30), VirtualChat.Start + (6 * s_hour)));
    }

    private sealed class SleepingScheduler : IScheduler
    {
        private readonly HistoricalScheduler _timers = new(VirtualChat.Start);
        private TimeSpan _slept;

        public DateTimeOffset Now => _timers.Now + _slept;

        /// <summary>How long it has not slept.</summary>
        public TimeSpan Awake => _timers.Now - VirtualChat.Start;

        public void Wake(TimeSpan time) => _timers.AdvanceBy(time);

        public void Sleep(TimeSpan time) => _slept += time;

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
            Schedule(state, TimeSpan.Zero, action);

        public IDisposable Schedule<TState>(
            TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            Schedule(state, dueTime - Now, action);

        public IDisposable Schedule<TState>(
            TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
        {
            var under = new SingleAssignmentDisposable();
            under.Disposable = _timers.Schedule(state, dueTime, (_, scheduled) => under.IsDisposed
                ? Disposable.Empty : action(this, scheduled));
            return under;
        }
    }
}
