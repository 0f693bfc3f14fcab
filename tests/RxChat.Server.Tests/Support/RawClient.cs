using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RxChat.Server.Tests;

/// <summary>A socket and the frames that come out of it, with no opinion of its own about the protocol.</summary>
public sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly byte _delimiter;
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    private RawClient(Socket socket, byte delimiter) => (_socket, _delimiter) = (socket, delimiter);

    /// <summary>As others on the model's wire see it.</summary>
    public string Address => _socket.LocalEndPoint!.ToString()!;

    /// <summary>The name in its greeting.</summary>
    public string Guest { get; private set; } = "";

    public static async Task<RawClient> ConnectAsync(
        int port, byte delimiter, string from = "127.0.0.1", int? receiveBuffer = null)
    {
        var own = IPAddress.Parse(from);
        var socket = new Socket(own.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is not null) socket.ReceiveBufferSize = receiveBuffer.Value;
        if (from != "127.0.0.1") socket.Bind(new IPEndPoint(own, 0));
        var to = own.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        await Patience.WaitAsync(token => socket.ConnectAsync(new IPEndPoint(to, port), token).AsTask(),
            "a connection");
        return new RawClient(socket, delimiter);
    }

    /// <summary>Connects to a Unix socket.</summary>
    public static async Task<RawClient> ConnectAsync(string path, byte delimiter)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await Patience.WaitAsync(token => socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token).AsTask(),
            "a connection");
        return new RawClient(socket, delimiter);
    }

    /// <summary>Sends a text with its delimiter.</summary>
    public Task SendAsync(string text) => SendBytesAsync(Encoding.UTF8.GetBytes(text + (char)_delimiter));

    public Task SendAllAsync(IEnumerable<string> texts) =>
        SendBytesAsync(Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => text + (char)_delimiter))));

    /// <summary>As <see cref="SendAsync"/>, by someone who does not care that the server may close meanwhile.</summary>
    public Task TrySendAsync(string text) => TrySendBytesAsync(Encoding.UTF8.GetBytes(text + (char)_delimiter));

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) =>
        await Patience.WaitAsync(
            async token =>
            {
                for (var rest = bytes; rest.Length > 0;) rest = rest[await _socket.SendAsync(rest, token)..];
            },
            "bytes to be sent");

    /// <summary>
    /// As <see cref="SendBytesAsync"/>, by someone who does not care that the server may close meanwhile.
    /// </summary>
    public async Task TrySendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendBytesAsync(bytes);
        }
        catch (SocketException)
        {
            // Closed before all was sent: what was read then is the test's business.
        }
    }

    /// <summary>The next frame without its delimiter; null at the end of the stream. A reset is an error.</summary>
    public async Task<string?> ReadAsync()
    {
        var scanned = 0;
        while (true)
        {
            var index = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf(_delimiter);
            if (index >= 0)
            {
                var frame = Encoding.UTF8.GetString(_buffer, _start, scanned + index);
                _start += scanned + index + 1;
                return frame;
            }
            scanned = _end - _start;
            if (await FillAsync() > 0) continue;
            scanned.Should().Be(0, "no frame may be cut");
            return null;
        }
    }

    /// <summary>Exactly these frames come next.</summary>
    public async Task ExpectAsync(params string[] frames)
    {
        foreach (var frame in frames) (await ReadAsync()).Should().Be(frame);
    }

    /// <summary>What comes before the frame.</summary>
    public Task<List<string>> ReadUntilAsync(string last) => ReadUntilAsync(frame => frame == last, last);

    public async Task<List<string>> ReadUntilAsync(Func<string, bool> isLast, string what)
    {
        var frames = new List<string>();
        while (true)
        {
            var frame = await ReadAsync()
                ?? throw new InvalidOperationException(
                    $"the stream ended before: {what}; after: {string.Join('|', frames.TakeLast(5))}");
            if (isLast(frame)) return frames;
            frames.Add(frame);
        }
    }

    /// <summary>What comes before the server ends the stream.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        var frames = new List<string>();
        while (await ReadAsync() is { } frame) frames.Add(frame);
        return frames;
    }

    /// <summary>All bytes before the server ends the stream, as text.</summary>
    public async Task<string> ReadRestAsync()
    {
        while (await FillAsync() > 0)
        {
            // Which keeps what it reads.
        }
        var rest = Encoding.UTF8.GetString(_buffer, _start, _end - _start);
        _start = _end;
        return rest;
    }

    /// <summary>The server ends the stream now.</summary>
    public async Task ExpectEndAsync() => (await ReadAsync()).Should().BeNull();

    /// <summary>The next bytes are these; how they were cut into packets does not matter.</summary>
    public async Task ExpectBytesAsync(ReadOnlyMemory<byte> expected)
    {
        if (_buffer.Length < 65536) _buffer = [.. _buffer.AsSpan(_start, _end - _start), .. new byte[65536]];
        (_start, _end) = (0, _end - _start);
        while (expected.Length > 0)
        {
            if (_start == _end && await FillAsync() == 0)
                throw new InvalidOperationException($"the stream ended {expected.Length} bytes too early");
            var count = Math.Min(_end - _start, expected.Length);
            var same = _buffer.AsSpan(_start, count).CommonPrefixLength(expected.Span);
            var other = Encoding.UTF8.GetString(_buffer, _start + same, Math.Min(200, count - same));
            if (same < count)
                throw new InvalidOperationException($"{expected.Length - same} bytes before the end came: {other}");
            _start += count;
            expected = expected[count..];
        }
    }

    /// <summary>Reads the greeting of the line protocol and its own joining.</summary>
    public async Task ReadGreetingAsync()
    {
        var greeting = await ReadAsync() ?? "";
        greeting.Should().MatchRegex(@"^\* welcome, guest-\d+\. /help lists the commands$");
        Guest = greeting["* welcome, ".Length..greeting.IndexOf(". ", StringComparison.Ordinal)];
        await ExpectAsync($"* {Guest} joined");
    }

    /// <summary>Returns when the server knows the client, which a connection alone does not tell.</summary>
    public async Task SettleAsync()
    {
        await SendAsync("/rooms");
        await ReadUntilAsync(frame => frame.StartsWith("* rooms: ", StringComparison.Ordinal), "the list of rooms");
    }

    /// <summary>Ends its own stream and still reads.</summary>
    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection: the server sees a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> FillAsync()
    {
        if (_start == _end) (_start, _end) = (0, 0);
        if (_end == _buffer.Length)
        {
            if (_start == 0) Array.Resize(ref _buffer, _buffer.Length * 2);
            else _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        var count = await Patience.WaitAsync(token => _socket.ReceiveAsync(_buffer.AsMemory(_end), token).AsTask(),
            "bytes from the server");
        _end += count;
        return count;
    }
}
