using System.Reactive.Concurrency;
using System.Reactive.Linq;
using CsCheck;

namespace RxChat.Tests.Loop;

/// <summary>
/// Timers that are cancelled are forgotten long before they would have been due, and the others run as planned.
/// </summary>
public class AgendaTests
{
    [Fact]
    public async Task A_timeout_for_each_of_many_messages_leaves_nothing_behind()
    {
        using var loop = new EventLoop();
        var most = 0;
        for (var turn = 0; turn < 100; turn++)
        {
            await Observable.Start(
                () =>
                {
                    for (var i = 0; i < 1000; i++) loop.Schedule(TimeSpan.FromHours(1), () => { }).Dispose();
                    most = Math.Max(most, loop.Held);
                },
                loop);
        }
        most.Should().BeLessThan(3000, "of 100,000");
    }

    [Fact]
    public async Task What_other_threads_cancel_is_forgotten_too()
    {
        using var loop = new EventLoop();
        Parallel.For(0, 50_000, i => loop.Schedule(TimeSpan.FromHours(1), () => { }).Dispose());
        await Observable.Timer(TimeSpan.FromMilliseconds(5), loop);

        (await Observable.Start(() => loop.Held, loop)).Should().BeLessThan(1000);
    }

    [Fact]
    public async Task A_period_that_is_over_is_forgotten()
    {
        using var loop = new EventLoop();
        for (var i = 0; i < 10_000; i++) Observable.Interval(TimeSpan.FromHours(1), loop).Subscribe().Dispose();
        await Observable.Timer(TimeSpan.FromMilliseconds(5), loop);

        (await Observable.Start(() => loop.Held, loop)).Should().BeLessThan(1000);
    }

    [Fact]
    public void Whatever_is_cancelled_the_rest_comes_in_order()
    {
        Gen.Select(Gen.Int[0, 9], Gen.Bool).Array[0, 2000].Sample(plan =>
        {
            var agenda = new Agenda();
            var all = plan.Select((item, order) => new Planned(order, item.Item2) { Due = item.Item1 }).ToList();
            all.ForEach(work => work.IsSoon = work.Due == 0);
            foreach (var work in all) agenda.Add(work);
            foreach (var _ in all.Where(work => work.IsCancelled)) agenda.Cancelled();
            agenda.Tidy();
            var ran = new List<Planned>();
            while (agenda.Next(9, agenda.End) is Planned next) ran.Add(next);

            ran.Where(work => !work.IsCancelled).Select(work => work.Number).Should().Equal(
                all.Where(work => !work.IsCancelled).OrderBy(work => work.Due).ThenBy(work => work.Number)
                    .Select(work => work.Number));
        });
    }

    [Fact]
    public void What_runs_at_once_waits_for_what_was_due_before_it()
    {
        var agenda = new Agenda();
        agenda.Add(new Planned(0, cancelled: false) { Due = 5 });
        agenda.Add(new Planned(1, cancelled: false) { Due = 7, IsSoon = true });

        agenda.Next(4, agenda.End).Should().BeNull("the sockets were looked at before the first was due");
        ((Planned)agenda.Next(6, agenda.End)!).Number.Should().Be(0);
        ((Planned)agenda.Next(6, agenda.End)!).Number.Should().Be(1);
    }

    private sealed class Planned(int number, bool cancelled) : Work
    {
        public int Number => number;

        public override bool IsCancelled => cancelled;

        public override void Run()
        {
            // Its order is what counts.
        }
    }
}
