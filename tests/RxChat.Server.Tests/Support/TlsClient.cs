using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RxChat.Server.Tests;

/// <summary>Frames of a text protocol within TLS, and what the server showed.</summary>
public sealed class TlsClient : IDisposable
{
    private readonly TcpClient _socket;
    private readonly SslStream _stream;
    private readonly byte _delimiter;
    private readonly List<byte> _read = [];
    private readonly byte[] _block = new byte[4096];

    private TlsClient(TcpClient socket, SslStream stream, byte delimiter) =>
        (_socket, _stream, _delimiter) = (socket, stream, delimiter);

    public SslProtocols Protocol => _stream.SslProtocol;

    public string Thumbprint { get; private set; } = "";

    public static async Task<TlsClient> ConnectAsync(
        Uri endpoint, SslProtocols protocols = SslProtocols.None, string name = "localhost",
        X509Certificate2? own = null, byte[]? before = null)
    {
        var socket = new TcpClient { NoDelay = true };
        await Patience.WaitAsync(
            async token => await socket.ConnectAsync("127.0.0.1", endpoint.Port, token), "a connection");
        if (before is not null) await socket.Client.SendAsync(before);
        var thumbprint = "";
        var stream = new SslStream(socket.GetStream());
        var client = new TlsClient(socket, stream, endpoint.Scheme == "nuls" ? (byte)0 : (byte)'\n');
        await Patience.WaitAsync(
            token => stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = name, EnabledSslProtocols = protocols, ClientCertificates = own is null ? null : [own],
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                    {
                        thumbprint = shown!.GetCertHashString();
                        return thumbprint.Length > 0;
                    },
                },
                token),
            "a handshake");
        client.Thumbprint = thumbprint;
        return client;
    }

    public Task SendAsync(string text) => Patience.WaitAsync(
        async token => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text + (char)_delimiter), token),
        "bytes to be sent");

    /// <summary>The next frame; null at the end, which within TLS is said.</summary>
    public async Task<string?> ReadAsync()
    {
        while (true)
        {
            if (_read.IndexOf(_delimiter) is >= 0 and var end)
            {
                var frame = Encoding.UTF8.GetString([.. _read.Take(end)]);
                _read.RemoveRange(0, end + 1);
                return frame;
            }
            var count = await Patience.WaitAsync(
                async token => await _stream.ReadAsync(_block.AsMemory(), token), "bytes from the server");
            if (count == 0) return null;
            _read.AddRange(_block.AsSpan(0, count));
        }
    }

    /// <summary>Reads on until a frame has these words.</summary>
    public async Task<string> ReadUntilAsync(string words)
    {
        while (true)
        {
            var frame = await ReadAsync() ?? throw new InvalidOperationException($"it ended before {words}");
            if (frame.Contains(words, StringComparison.Ordinal)) return frame;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
