using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace RxChat.Tests.Sessions;

public class ArrivalsTests
{
    private readonly TestScheduler _scheduler = new();
    private readonly List<(long At, string Who)> _come = [];

    [Fact]
    public void Everybody_comes_a_moment_after_connecting()
    {
        Connecting(("ann", 10), ("bob", 90), ("cid", 110), ("dan", 500));
        _scheduler.Start();

        _come.Should().Equal((110, "ann"), (190, "bob"), (210, "cid"), (600, "dan"));
    }

    [Fact]
    public void Everybody_comes_in_order_before_anything_is_said()
    {
        var arrivals = Connecting(("ann", 10), ("bob", 20), ("cid", 50));
        At(30, arrivals.ComeAll);
        At(31, arrivals.ComeAll);
        _scheduler.Start();

        _come.Should().Equal((30, "ann"), (30, "bob"), (150, "cid"));
    }

    [Fact]
    public void Without_a_moment_everybody_comes_at_once()
    {
        new Arrivals(TimeSpan.Zero, _scheduler).Wait(() => _come.Add((0, "ann")));

        _come.Should().Equal((0, "ann"));
    }

    private Arrivals Connecting(params (string Who, long At)[] clients)
    {
        var arrivals = new Arrivals(TimeSpan.FromTicks(100), _scheduler);
        foreach (var (who, at) in clients) At(at, () => arrivals.Wait(() => _come.Add((_scheduler.Clock, who))));
        return arrivals;
    }

    private void At(long ticks, Action action) => _scheduler.Schedule(TimeSpan.FromTicks(ticks), action);
}
