using System.Net;
using System.Net.Sockets;

namespace RxChat.Server.Tests;

/// <summary>One who stays: reads at a pace, and publishes while others do not lag too far.</summary>
internal sealed class CheckerClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CheckerStayers _group;
    private readonly int _index;
    private readonly CheckerPace _pace;
    private readonly byte[] _buffer;
    private volatile bool _isDone;

    private CheckerClient(CheckerReader reader, CheckerStayers group, int index)
    {
        (_group, _index) = (group, index);
        _pace = new CheckerPace(reader.BytesPerSecond, reader.AtOnce);
        _buffer = new byte[reader.AtOnce];
        _socket.NoDelay = true;
        // What the system takes in a slow reader's place stays small.
        if (reader.BytesPerSecond is not null) _socket.ReceiveBufferSize = 16 * 1024;
    }

    public static async Task<CheckerClient> ConnectAsync(
        int port, CheckerReader reader, CheckerStayers group, int index)
    {
        var client = new CheckerClient(reader, group, index);
        await client._socket.ConnectAsync(
            new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);
        return client;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, TestContext.Current.CancellationToken)..];
    }

    public async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var most = await _pace.NextAsync(TestContext.Current.CancellationToken);
                var count =
                    await _socket.ReceiveAsync(_buffer.AsMemory(0, most), TestContext.Current.CancellationToken);
                if (count == 0) break;
                _pace.Took(count);
                _group.Received(_index, _buffer.AsSpan(0, count));
            }
            if (!_isDone) _group.Ended(_index, "the end of the stream");
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (!_isDone) _group.Ended(_index, e.Message);
        }
    }

    /// <summary>Says what it may until the trial is over.</summary>
    public async Task PublishAsync(CheckerRoom room, int speaker, int window, CancellationToken over)
    {
        const int Batch = 64;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        try
        {
            while (!over.IsCancellationRequested)
            {
                if (_group.UnderWay(_index) < window)
                    await SendAsync(room.Next(speaker, delimiter: 0, Math.Min(Batch, window / 4)));
                else await tick.WaitForNextTickAsync(CancellationToken.None);
            }
        }
        catch (SocketException) when (!_isDone)
        {
            // It was cut off, as its reader says too.
        }
    }

    public void SpeedUp(int times) => _pace.SpeedUp(times);

    public void Dispose()
    {
        _isDone = true;
        _socket.Dispose();
        _pace.Dispose();
    }
}
