using System.Net;
using System.Net.Sockets;

namespace RxChat.Server.Tests;

/// <summary>
/// A broadcaster of NUL-ended messages that does wrong, on one of its connections, what a test asks for.
/// </summary>
internal sealed class BenchFaultyServer : IDisposable
{
    /// <summary>By then everybody has joined and the load is under way.</summary>
    private const int Harmless = 500;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<NetworkStream> _clients = [];
    private readonly Func<byte[], int, IEnumerable<byte[]>> _fault;
    private readonly Lock _one = new();
    private int _messages;

    /// <param name="fault">What the second connection gets instead of a message, which is numbered from 0.</param>
    public BenchFaultyServer(Func<byte[], int, IEnumerable<byte[]>> fault)
    {
        _fault = fault;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"nul://{_listener.LocalEndpoint}";

    public void Dispose()
    {
        _listener.Dispose();
        lock (_one) _clients.ForEach(client => client.Dispose());
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = (await _listener.AcceptTcpClientAsync()).GetStream();
            lock (_one) _clients.Add(client);
            _ = ReadAsync(client);
        }
    }

    private async Task ReadAsync(NetworkStream client)
    {
        var buffer = new byte[4096];
        var frame = new List<byte>();
        while (await client.ReadAsync(buffer) is > 0 and var count)
        {
            foreach (var value in buffer.AsSpan(0, count))
            {
                frame.Add(value);
                if (value != 0) continue;
                Broadcast([.. "127.0.0.1:1: "u8, .. frame]);
                frame.Clear();
            }
        }
        client.Dispose();
    }

    private void Broadcast(byte[] message)
    {
        lock (_one)
        {
            var number = _messages++ - Harmless;
            for (var i = 0; i < _clients.Count; i++)
            {
                foreach (var part in i == 1 && number >= 0 ? _fault(message, number) : [message])
                {
                    if (part.Length == 0) _clients[i].Close();
                    else _clients[i].Write(part);
                }
            }
        }
    }
}
