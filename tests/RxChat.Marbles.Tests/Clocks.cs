using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace RxChat.Marbles.Tests;

/// <summary>Every kind of virtual time that the kit stands on.</summary>
public static class Clocks
{
    public static TheoryData<string> All => ["own", "historical from the year 1", "TestScheduler", "of another kind"];

    public static MarbleScheduler Marbles(string clock, TimeSpan? frame = null) => clock switch
    {
        "own" => new MarbleScheduler(frame),
        "TestScheduler" => MarbleScheduler.On(new TestScheduler(), frame),
        "of another kind" => MarbleScheduler.On(new Days(), time => time.TotalDays, frame),
        _ => MarbleScheduler.On(new HistoricalScheduler(), frame),
    };

    /// <summary>A clock that counts in days since 2000, as a calendar would.</summary>
    private sealed class Days : VirtualTimeScheduler<double, double>
    {
        private static readonly DateTimeOffset s_start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

        protected override double Add(double absolute, double relative) => absolute + relative;

        protected override DateTimeOffset ToDateTimeOffset(double absolute) =>
            s_start + TimeSpan.FromTicks((long)Math.Round(absolute * TimeSpan.TicksPerDay));

        protected override double ToRelative(TimeSpan timeSpan) => (double)timeSpan.Ticks / TimeSpan.TicksPerDay;
    }
}
