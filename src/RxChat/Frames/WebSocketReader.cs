using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace RxChat;

/// <summary>One client's frames (RFC 6455 5.2): where in a header or a payload it is, and with which mask.</summary>
internal sealed class WebSocketReader(IObserver<ReadOnlyMemory<byte>> observer, IWebSocketControl control)
    : IObserver<ReadOnlyMemory<byte>>
{
    private const int LongestControl = 125, UsualChunk = 64 * 1024;
    private const byte Final = 0x80, Reserved = 0x70, Masked = 0x80;

    // Every message of a chunk has a header of six bytes or more for its one NUL, but for the one it begins with.
    [ThreadStatic]
    private static byte[]? t_messages;

    private Header _header;
    private int _headerBytes;
    private bool _isInPayload;
    private long _left;
    private uint _mask;
    private byte[]? _control;
    private int _controlBytes;
    private byte[]? _pinged;
    private bool _isInMessage;
    private bool _hasEnded;

    private WebSocketOpcode Opcode => (WebSocketOpcode)(_header[0] & 0x0F);

    private bool IsControl => Opcode >= WebSocketOpcode.Close;

    private bool IsFinal => (_header[0] & Final) != 0;

    /// <summary>As far as the header is there to tell.</summary>
    private int HeaderLength => _headerBytes < 2 ? 2 : 2 + sizeof(uint) + (_header[1] & ~Masked) switch
    {
        126 => sizeof(ushort),
        127 => sizeof(ulong),
        _ => 0,
    };

    public void OnNext(ReadOnlyMemory<byte> chunk)
    {
        if (_hasEnded) return;
        if (t_messages is null || t_messages.Length <= chunk.Length)
            t_messages = GC.AllocateUninitializedArray<byte>(Math.Max(UsualChunk, chunk.Length) + 1);
        var messages = t_messages;
        var length = 0;
        Exception? fault = null;
        try
        {
            Read(chunk.Span, messages, ref length);
        }
        catch (WebSocketFrameException e)
        {
            fault = e;
        }
        // Of many pings the last one is answered (RFC 6455 5.5.3).
        if (_pinged is not null && !_hasEnded) control.Pinged(_pinged);
        _pinged = null;
        // What the peer wrote is a sign of life, be it no message.
        observer.OnNext(messages.AsMemory(0, length));
        if (fault is not null) observer.OnError(fault);
        else if (_hasEnded) observer.OnCompleted();
    }

    public void OnError(Exception error)
    {
        if (!_hasEnded) observer.OnError(error);
    }

    public void OnCompleted()
    {
        if (!_hasEnded) observer.OnCompleted();
    }

    private void Read(ReadOnlySpan<byte> bytes, Span<byte> messages, ref int length)
    {
        while (!bytes.IsEmpty && !_hasEnded)
        {
            if (!_isInPayload)
            {
                bytes = bytes[ReadHeader(bytes)..];
                if (!_isInPayload) continue;
            }
            else
            {
                var taken = (int)Math.Min(_left, bytes.Length);
                Unmask(bytes[..taken], IsControl ? _control.AsSpan(_controlBytes) : messages[length..]);
                if (IsControl) _controlBytes += taken;
                else length += taken;
                _left -= taken;
                bytes = bytes[taken..];
            }
            if (_left == 0) EndFrame(messages, ref length);
        }
    }

    private int ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(HeaderLength - _headerBytes, bytes.Length);
        bytes[..taken].CopyTo(((Span<byte>)_header)[_headerBytes..]);
        _headerBytes += taken;
        if (_headerBytes >= 2) Check();
        if (_headerBytes < HeaderLength || _headerBytes <= 2) return taken;
        _isInPayload = true;
        _left = PayloadLength();
        _mask = BinaryPrimitives.ReadUInt32LittleEndian(((ReadOnlySpan<byte>)_header)[(_headerBytes - 4)..]);
        if (!IsControl) return taken;
        _control ??= new byte[LongestControl];
        _controlBytes = 0;
        return taken;
    }

    private void Check()
    {
        if ((_header[0] & Reserved) != 0) throw Fault("a frame uses an extension that was not agreed on");
        if ((_header[1] & Masked) == 0) throw Fault("a frame of a client is masked, and this one is not");
        var claimed = _header[1] & ~Masked;
        switch (Opcode)
        {
            case WebSocketOpcode.Continuation when !_isInMessage:
                throw Fault("there is no message to continue");
            case WebSocketOpcode.Text or WebSocketOpcode.Binary when _isInMessage:
                throw Fault("a message begins before the one before it has ended");
            case WebSocketOpcode.Binary:
                throw Fault("messages are text here", WebSocketCloseCode.UnsupportedData);
            case WebSocketOpcode.Close or WebSocketOpcode.Ping or WebSocketOpcode.Pong:
                if (!IsFinal) throw Fault("a control frame is in pieces");
                if (claimed > LongestControl) throw Fault($"a control frame holds at most {LongestControl} bytes");
                break;
            case WebSocketOpcode.Continuation or WebSocketOpcode.Text:
                break;
            default:
                throw Fault($"there is no frame of kind {(byte)Opcode}");
        }
    }

    private long PayloadLength()
    {
        ReadOnlySpan<byte> header = _header;
        var (length, least) = (header[1] & ~Masked) switch
        {
            126 => (BinaryPrimitives.ReadUInt16BigEndian(header[2..]), 126),
            127 => (BinaryPrimitives.ReadInt64BigEndian(header[2..]), ushort.MaxValue + 1),
            var few => (few, 0),
        };
        if (length < least) throw Fault("a length is written longer than it has to be, or is none");
        return length;
    }

    private void EndFrame(Span<byte> messages, ref int length)
    {
        (_isInPayload, _headerBytes) = (false, 0);
        switch (Opcode)
        {
            case WebSocketOpcode.Ping:
                _pinged = _control.AsSpan(0, _controlBytes).ToArray();
                break;
            case WebSocketOpcode.Pong:
                break;
            case WebSocketOpcode.Close:
                Close(_control.AsSpan(0, _controlBytes));
                break;
            default:
                _isInMessage = !IsFinal;
                if (IsFinal) messages[length++] = 0;
                break;
        }
    }

    private void Close(ReadOnlySpan<byte> payload)
    {
        var code = payload.IsEmpty ? WebSocketCloseCode.Normal
            : payload.Length > 1 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 0;
        if (!WebSocketCloseCode.IsSendable(code)) throw Fault("there is no such close code");
        if (!payload.IsEmpty && !Utf8.IsValid(payload[2..]))
            throw Fault("the reason of a close is not UTF-8", WebSocketCloseCode.InvalidText);
        control.Closing(code);
        _hasEnded = true;
    }

    private WebSocketFrameException Fault(string problem, int code = WebSocketCloseCode.ProtocolError)
    {
        _hasEnded = true;
        control.Closing(code);
        return new WebSocketFrameException(problem);
    }

    private void Unmask(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var unmasked = to[..from.Length];
        var (mask, done) = (new Vector<uint>(_mask).As<uint, byte>(), 0);
        for (; from.Length - done >= Vector<byte>.Count; done += Vector<byte>.Count)
            (new Vector<byte>(from[done..]) ^ mask).CopyTo(unmasked[done..]);
        for (; done < from.Length; done++) unmasked[done] = (byte)(from[done] ^ (_mask >> (8 * (done & 3))));
        _mask = BitOperations.RotateRight(_mask, 8 * (from.Length & 3));
        if (!IsControl) unmasked.Replace((byte)0, (byte)1);
    }

    [InlineArray(14)]
    private struct Header
    {
        private byte _first;
    }
}
