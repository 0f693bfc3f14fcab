using System.Buffers;
using System.Net.Sockets;

namespace RxChat;

/// <summary>How it sends: at once, and when the system's buffer is full a little more that waits for room.</summary>
internal sealed partial class ManagedConnection
{
    /// <summary>
    /// Bytes handed to the system at a time while its send buffer is full; completion says that there is room again.
    /// </summary>
    private const int PendingSend = 16 * 1024;

    private SocketAsyncEventArgs? _send;
    private volatile bool _sendCompleted;

    /// <summary>The system's send queue and what waits for it; the queue is known on Linux alone.</summary>
    public override int Unacknowledged
    {
        get
        {
            var own = HoldsUnsent ? _send!.Count : 0;
            if (_freed || !OperatingSystem.IsLinux()) return own > 0 ? own : -1;
            return Math.Max(0, LibC.Unacknowledged((int)_socket.Handle)) + own;
        }
    }

    protected override bool HoldsUnsent => _send?.Buffer is not null;

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        if (HoldsUnsent) return 0;
        var sent = _socket.Send(bytes, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            _failure = error;
            return bytes.Length;
        }
        if (sent < bytes.Length) sent += SendWhenPossible(bytes[sent..]);
        return sent;
    }

    protected override void ShutdownSend()
    {
        try { _socket.Shutdown(SocketShutdown.Send); }
        catch (SocketException) { /* The peer is gone: there is nobody to tell. */ }
    }

    // The system's buffer is full: a copy of the next bytes waits there, and its completion is how we learn of room.
    private int SendWhenPossible(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, PendingSend);
        if (_send is null)
        {
            _send = new SocketAsyncEventArgs();
            _send.Completed += (_, _) => { _sendCompleted = true; Post(); };
        }
        var buffer = ArrayPool<byte>.Shared.Rent(count);
        bytes[..count].CopyTo(buffer);
        _send.SetBuffer(buffer, 0, count);
        if (!_socket.SendAsync(_send))
        {
            _sendCompleted = true;
            Post();
        }
        return count;
    }

    private void SendCompleted()
    {
        _sendCompleted = false;
        var buffer = _send!.Buffer!;
        if (_send.SocketError != SocketError.Success) _failure = _send.SocketError;
        _send.SetBuffer(null, 0, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        if (_freed) return;
        OnWritable();
    }
}
