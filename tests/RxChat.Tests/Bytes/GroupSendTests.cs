using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat.Tests.Bytes;

/// <summary>Many sends in one system call: each connection takes of it what it would have taken alone.</summary>
public sealed class GroupSendTests : IDisposable
{
    private readonly EventLoop _loop;
    private readonly List<Socket> _peers = [];
    private readonly List<Connection> _connections = [];

    public GroupSendTests()
    {
        _loop = new EventLoop();
        if (_loop.Sockets is EpollEngine { Group: not null }) return;
        _loop.Dispose();
        Assert.Skip("this system has no AIO, or refuses it");
    }

    public void Dispose()
    {
        foreach (var peer in _peers) peer.Dispose();
        _loop.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(GroupSend.Most)]
    public async Task Everyone_takes_everything_while_there_is_room(int count)
    {
        await ConnectAsync(count);
        (await SendAsync("hello"u8.ToArray())).Should().Equal(Enumerable.Repeat(5, count));
        (await SendAsync("you"u8.ToArray())).Should().Equal(Enumerable.Repeat(3, count));

        foreach (var peer in _peers) (await ReadAsync(peer, 8)).Should().Equal("helloyou"u8.ToArray());
    }

    [Fact]
    public async Task Who_is_full_takes_a_part_or_nothing_and_has_lost_nothing_of_that()
    {
        await ConnectAsync(3);
        var bytes = new byte[16 * 1024 * 1024];
        new Random(1).NextBytes(bytes);
        var first = await OnLoop(() => _connections[1].Send(bytes.AsSpan(0, bytes.Length / 2)));
        first.Should().BeLessThan(bytes.Length / 2);

        var taken = await SendAsync(bytes);
        taken[1].Should().BeLessThan(taken[0], "it was full before");
        // What waited unsent may have left meanwhile.
        var more = (await SendAsync(bytes))[1];
        more.Should().BeLessThan(Connection.MaxUnsent);

        (await ReadAsync(_peers[0], taken[0])).Should().Equal(bytes[..taken[0]]);
        (await ReadAsync(_peers[1], first + taken[1] + more)).Should()
            .Equal([.. bytes[..first], .. bytes[..taken[1]], .. bytes[..more]]);
    }

    [Fact]
    public async Task Who_is_gone_takes_and_loses_all_and_the_others_get_theirs()
    {
        await ConnectAsync(4);
        var (broken, freed) = (_connections[1], _connections[2]);
        var end = broken.Bytes.SubscribeOn(_loop).Select(_ => "bytes")
            .Catch((Exception _) => Observable.Return("broken")).FirstAsync()
            .RunAsync(TestContext.Current.CancellationToken);
        _peers[1].Close(timeout: 0);
        (await end).Should().Be("broken");
        await OnLoop(() => { freed.Abort(); return 0; });

        (await SendAsync("hello"u8.ToArray())).Should().Equal(5, 5, 5, 5);
        (await SendAsync("you"u8.ToArray())).Should().Equal(3, 3, 3, 3);
        foreach (var peer in new[] { _peers[0], _peers[3] })
            (await ReadAsync(peer, 8)).Should().Equal("helloyou"u8.ToArray());
    }

    private Task<int[]> SendAsync(byte[] bytes) => OnLoop(() =>
    {
        var group = _connections.ConvertAll(connection => connection.JoinGroup()).Distinct().Single();
        return group!.Send(bytes).ToArray();
    });

    private async Task ConnectAsync(int count)
    {
        using var source = _loop.Sockets.Listen(
            _loop, ListeningSocket.Open(new IPEndPoint(IPAddress.Loopback, 0)));
        var accepted = new TaskCompletionSource();
        await OnLoop(() =>
        {
            source.Start(
                connection =>
                {
                    _connections.Add(connection);
                    if (_connections.Count == count) accepted.SetResult();
                },
                accepted.SetException);
            return 0;
        });
        for (var i = 0; i < count; i++)
        {
            _peers.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            await _peers[i].ConnectAsync(source.Address);
        }
        await accepted.Task;
        await OnLoop(() => { source.Dispose(); return 0; });
    }

    private async Task<T> OnLoop<T>(Func<T> action) => await Observable.Start(action, _loop);

    private static async Task<byte[]> ReadAsync(Socket peer, int count)
    {
        var bytes = new byte[count];
        await new NetworkStream(peer).ReadExactlyAsync(bytes);
        return bytes;
    }
}
