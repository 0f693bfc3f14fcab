using System.Text;
using Microsoft.Reactive.Testing;
using RxChat.Testing;

namespace RxChat.Tests.Stories;

/// <summary>The whole server on Microsoft's TestScheduler, in ticks, as its users know it.</summary>
public class TestSchedulerStory : ReactiveTest
{
    [Fact]
    public async Task A_server_is_one_more_thing_on_a_test_schedulers_clock()
    {
        var scheduler = new TestScheduler();
        var listener = new MemoryListener();
        var server = await ChatServer.StartAsync([new Endpoint("nul", listener)], scheduler: scheduler);
        var heard = scheduler.CreateObserver<string>();
        MemoryPeer? alice = null;
        MemoryPeer? bob = null;
        scheduler.ScheduleAbsolute(0, 100, (_, _) => { alice = listener.Connect(); return System.Reactive.Disposables.Disposable.Empty; });
        scheduler.ScheduleAbsolute(0, 200, (_, _) => { bob = listener.Connect(); return System.Reactive.Disposables.Disposable.Empty; });
        scheduler.ScheduleAbsolute(0, 300, (_, _) => { alice!.Send("hello\0"u8); return System.Reactive.Disposables.Disposable.Empty; });

        scheduler.AdvanceTo(1000);
        var stopped = server.StopAsync();
        scheduler.AdvanceTo(2000);
        await stopped;

        bob!.Received.Select(piece => (piece.Timestamp.Ticks, Encoding.UTF8.GetString(piece.Value))).Should()
            .HaveCount(2).And.Contain(piece => piece.Item2 == "guest-1: hello\0").Which.Ticks.Should().BeInRange(300, 310);
    }
}
