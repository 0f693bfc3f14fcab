using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using RxChat.Tests.Bytes;

namespace RxChat.Tests.Loop;

/// <summary>
/// After a loop stood still, everybody who spoke meanwhile is heard before anything runs that was due.
/// </summary>
public class StandStillTests
{
    /// <summary>More than one wait for events once had room for.</summary>
    private const int Speakers = 1500;

    [Theory]
    [InlineData(EngineKind.Epoll, false)]
    [InlineData(EngineKind.Sockets, false)]
    [InlineData(EngineKind.Epoll, true)]
    [InlineData(EngineKind.Sockets, true)]
    public async Task Everybody_is_heard_before_what_is_due_runs(EngineKind engine, bool readsAreHeld)
    {
        using var wire = new Wire(engine);
        var pairs = await wire.ConnectAsync(Speakers);
        var (heard, heardWhenDue) = (0, new TaskCompletionSource<int>());
        using var stands = new ManualResetEventSlim();
        await wire.Do(() =>
        {
            foreach (var pair in pairs) pair.Connection.Bytes.Subscribe(_ => heard++);
        });
        wire.Loop.Schedule(() =>
        {
            wire.Loop.Schedule(TimeSpan.FromMilliseconds(20), () => heardWhenDue.SetResult(heard));
            if (readsAreHeld) wire.Loop.HoldReads(wire.Loop.TurnBegan + TimeSpan.FromMinutes(1));
            stands.Wait();
        });
        foreach (var pair in pairs) pair.Peer.Send("I am here"u8);
        for (var began = wire.Loop.Elapsed; wire.Loop.Elapsed - began < TimeSpan.FromMilliseconds(150);)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        stands.Set();

        (await Wire.Soon(heardWhenDue.Task)).Should().Be(Speakers);
    }

    [Fact]
    public async Task Without_a_handler_work_that_throws_and_a_handler_that_throws_cost_the_loop_nothing()
    {
        using var bare = new EventLoop();
        using var careless = new EventLoop(failed: e => throw new InvalidOperationException("on purpose, too", e));
        foreach (var loop in new[] { bare, careless })
        {
            loop.Schedule(() => throw new FormatException("thrown on purpose"));
            loop.Schedule(TimeSpan.FromTicks(1), () => throw new FormatException("thrown on purpose by a timer"));
            (await Wire.Soon(Observable.Start(() => "goes on", loop).ToTask())).Should().Be("goes on");
        }
    }

    [Fact]
    public void The_longest_wait_is_one_that_the_system_can_express()
    {
        var poll = new Poll();
        poll.Interrupt();
        poll.Wait(int.MaxValue);
    }
}
