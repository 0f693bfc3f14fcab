using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using CsCheck;

namespace RxChat.Tests.Bytes;

/// <summary>
/// However many knock at however many listeners, connections never take more descriptors than there are for them.
/// </summary>
public class AcceptTests
{
    [Theory]
    [InlineData(EngineKind.Epoll)]
    [InlineData(EngineKind.Sockets)]
    public async Task Descriptors_bound_all_listeners_together(EngineKind kind)
    {
        if (kind == EngineKind.Epoll && !OperatingSystem.IsLinux()) Assert.Skip("there is no epoll here");
        var plans = Gen.Select(Gen.Int[1, 4], Gen.Int[4, 40], Gen.Int[1, 60]);
        await plans.SampleAsync(async (listeners, most, each) =>
        {
            var descriptors = new Descriptors(most);
            SocketEngine engine = kind == EngineKind.Epoll
                ? new EpollEngine(descriptors)
                : new ManagedEngine(descriptors);
            using var loop = new EventLoop(engine, failed: null, () => DateTimeOffset.UnixEpoch);
            var open = new HashSet<Connection>();
            var (highest, all) = (0, 0);
            var everybody = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var sources = Enumerable.Range(0, listeners)
                .Select(_ => loop.Sockets.Listen(loop, ListeningSocket.Open(new IPEndPoint(IPAddress.Loopback, 0))))
                .ToList();
            // All of them knock before anybody is let in; who is let in goes when there is no room for the next.
            var peers = new List<Socket>();
            for (var i = 0; i < listeners * each; i++)
            {
                peers.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                await Wire.Soon(peers[^1].ConnectAsync(sources[i % listeners].Address));
            }
            await Observable.Start(() => sources.ForEach(source => source.Start(Accepted, _ => Leave())), loop);
            await Wire.Soon(everybody.Task);

            highest.Should().BeLessThanOrEqualTo(most);
            all.Should().Be(listeners * each);
            await Observable.Start(() => { Leave(); sources.ForEach(source => source.Dispose()); }, loop);
            // Who waits to accept gives its own back off the loop.
            while (descriptors.Taken > 0) await Observable.Start(() => { }, loop);
            peers.ForEach(peer => peer.Dispose());

            void Accepted(Connection connection)
            {
                open.Add(connection);
                highest = Math.Max(highest, Math.Max(open.Count, descriptors.Taken));
                if (++all == listeners * each) everybody.SetResult();
                if (descriptors.Taken >= most) Leave();
            }

            void Leave()
            {
                foreach (var connection in open) connection.Abort();
                open.Clear();
            }
        }, iter: 8, threads: 1);
    }

    [Theory]
    [InlineData(1024, 896, false)]
    [InlineData(144, 16, false)]
    [InlineData(143, 16, true)]
    [InlineData(64, 16, true)]
    [InlineData(int.MaxValue, int.MaxValue, false)]
    public void A_limit_that_leaves_too_few_is_told_with_the_mend(int limit, int forConnections, bool tooFew)
    {
        Descriptors.ForConnections(limit).Should().Be(forConnections);
        if (tooFew) Descriptors.Shortage(limit).Should().Contain($"{limit}").And.Contain("ulimit -n");
        else Descriptors.Shortage(limit).Should().BeNull();
    }
}
