using System.Reactive.Concurrency;

namespace RxChat.Tests.Bytes;

/// <summary>Connections in memory end as sockets do.</summary>
public sealed class MemoryEndTests : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly HistoricalScheduler _time = new();
    private readonly MemoryListener _listener = new();
    private readonly List<string> _events = [];
    private readonly MemoryPeer _peer;
    private readonly Connection _connection;

    public MemoryEndTests()
    {
        Connection? accepted = null;
        _listener.Open(_time);
        _listener.Connections.Subscribe(connection => accepted = connection);
        _peer = _listener.Connect(window: 1000);
        _connection = accepted!;
        _connection.Bytes.Subscribe(
            chunk => _events.Add($"{chunk.Length}"), e => _events.Add(e.Message), () => _events.Add("completed"));
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_reset_ends_a_held_connection_and_what_it_had_sent_is_lost()
    {
        _connection.Pause();
        _peer.Send(new byte[10]);
        _peer.Reset();
        _time.AdvanceBy(s_second);

        _events.Should().Equal("reset by peer");
        _connection.Send(new byte[10]).Should().Be(10, "it is taken and lost");
        _connection.Unacknowledged.Should().Be(0);
    }

    [Fact]
    public void What_waits_in_the_window_is_what_the_peer_has_not_taken()
    {
        _connection.Send(new byte[10]).Should().Be(10);
        _connection.Unacknowledged.Should().Be(0);
        _peer.Freeze();
        _connection.Send(new byte[2000]).Should().Be(1000);
        _connection.Unacknowledged.Should().Be(1000);
        _peer.Read(1);
        _connection.Unacknowledged.Should().Be(999);
        _peer.Thaw();
        _connection.Unacknowledged.Should().Be(0);
    }

    [Fact]
    public void Who_reads_late_but_in_time_gets_what_is_its_own()
    {
        _peer.Freeze();
        _connection.Send(new byte[100]);
        _connection.Close(TimeSpan.FromSeconds(10));
        _peer.Send(new byte[10]);
        _time.AdvanceBy(s_second * 9);
        _peer.ClosedAt.Should().BeNull();
        _peer.Thaw();
        _time.AdvanceBy(s_second);

        _peer.Received.Sum(piece => piece.Value.Length).Should().Be(100);
        _peer.ClosedAt.Should().NotBeNull();
        _peer.WasReset.Should().BeFalse();
        _events.Should().Equal("completed");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 10)]
    public void Who_takes_nothing_is_cut_off(int delivery, int closed)
    {
        var began = _time.Now;
        _peer.Freeze();
        _connection.Send(new byte[100]);
        _connection.Close(TimeSpan.FromSeconds(delivery));
        _time.AdvanceBy(s_second * 60);

        _peer.ClosedAt.Should().Be(began.AddSeconds(closed));
        _peer.WasReset.Should().BeTrue();
    }

    [Fact]
    public void Who_has_everything_and_says_no_more_is_waited_for_a_second()
    {
        var began = _time.Now;
        _peer.Freeze();
        _connection.Close(TimeSpan.FromSeconds(10));
        _time.AdvanceBy(s_second * 60);

        _peer.ClosedAt.Should().Be(began.AddSeconds(1));
        _peer.WasReset.Should().BeFalse();
    }

    [Fact]
    public void What_comes_after_the_last_read_is_thrown_away()
    {
        _peer.Send(new byte[1]);
        _connection.FinishReceiving();
        _peer.Send(new byte[2]);
        _time.AdvanceBy(s_second);
        _connection.Resume();
        _connection.Pause();
        _connection.Fail(new InvalidOperationException("too late"));
        _peer.Send(new byte[3]);
        _time.AdvanceBy(s_second);

        _events.Should().Equal("1", "completed");
    }
}
