using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat.Web;

/// <summary>
/// A connection whose bytes somebody else moves: they enter and leave by the loop's queue, one chunk each way at a
/// time, so that who is not read off is felt as on a socket.
/// </summary>
/// <param name="input">What the peer writes; ends with its stream.</param>
/// <param name="output">What the peer reads; a write that is not taken waits.</param>
/// <param name="peer">Whose it is.</param>
/// <param name="ended">Told once that nothing more is written.</param>
/// <param name="freed">Told once that nothing more is read either.</param>
/// <param name="loop">Where the connection lives.</param>
[SuppressMessage("Design", "CA1001", Justification = "freed in Free, not by a caller")]
internal sealed class StreamConnection(
    Stream input, Stream output, EndPoint? peer, Action ended, Action freed, IScheduler loop)
    : Connection(peer, loop)
{
    private const int Chunk = 16 * 1024;

    private readonly IScheduler _loop = loop;
    private readonly CancellationTokenSource _freed = new();
    private byte[]? _received;
    private int? _arrived;
    private Exception? _broken;
    private bool _isReceiving;
    private bool _isReading;
    private bool _isWriting;
    private bool _endsAfterWrite;
    private bool _hasEnded;

    protected override bool HoldsUnsent => _isWriting;

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        if (_broken is not null) return bytes.Length;
        if (_isWriting) return 0;
        var taken = bytes[..Math.Min(bytes.Length, MaxChunk)].ToArray();
        _isWriting = true;
        _ = WriteAsync(taken);
        return taken.Length;
    }

    protected override void SetReceiving(bool on)
    {
        _isReceiving = on;
        if (!on) return;
        if (_arrived is not null || _broken is not null) DeliverLater();
        else if (!_isReading) Read();
    }

    protected override void ReceiveOnce()
    {
        if (_arrived is > 0) Deliver();
    }

    protected override void ShutdownSend()
    {
        _endsAfterWrite = true;
        if (!_isWriting) End();
    }

    protected override void Free(bool reset)
    {
        _isReceiving = false;
        _freed.Cancel();
        _freed.Dispose();
        End();
        freed();
    }

    private void Read()
    {
        _isReading = true;
        _ = ReadAsync(_freed.Token);
    }

    private async Task ReadAsync(CancellationToken freed)
    {
        var (buffer, count, error) = (Array.Empty<byte>(), 0, (Exception?)null);
        try
        {
            // Who is silent holds no buffer.
            await input.ReadAsync(Memory<byte>.Empty, freed).ConfigureAwait(false);
            buffer = ArrayPool<byte>.Shared.Rent(Chunk);
            count = await input.ReadAsync(buffer.AsMemory(0, Chunk), freed).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
        }
        OnLoop(() =>
        {
            _isReading = false;
            if (error is null) (_received, _arrived) = (buffer, count);
            else _broken = error;
            if (_isReceiving || error is not null) Deliver();
        });
    }

    private void DeliverLater() => OnLoop(() =>
    {
        if (_isReceiving) Deliver();
    });

    private void Deliver()
    {
        if (_broken is { } error)
        {
            _isReceiving = false;
            OnBroken(error);
            return;
        }
        if (_arrived is not { } count) return;
        if (count == 0)
        {
            // Which stays so.
            _isReceiving = false;
            OnEnd();
            return;
        }
        var received = _received!;
        (_received, _arrived) = (null, null);
        OnBytes(received.AsMemory(0, count));
        ArrayPool<byte>.Shared.Return(received);
        if (_isReceiving && !_isReading && _arrived is null) Read();
    }

    private async Task WriteAsync(byte[] bytes)
    {
        var error = (Exception?)null;
        try
        {
            await output.WriteAsync(bytes, _freed.Token).ConfigureAwait(false);
            await output.FlushAsync(_freed.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
        }
        OnLoop(() =>
        {
            _isWriting = false;
            if (error is not null && _broken is null)
            {
                _broken = error;
                OnBroken(error);
                return;
            }
            if (_endsAfterWrite) End();
            OnWritable();
        });
    }

    private void End()
    {
        if (_hasEnded) return;
        _hasEnded = true;
        ended();
    }

    private void OnLoop(Action action) =>
        _loop.Schedule(action, static (_, action) => { action(); return Disposable.Empty; });
}
