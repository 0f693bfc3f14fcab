using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace RxChat.Tests.Bytes;

/// <summary>Connections of a real loop and the plain sockets at their other ends.</summary>
public sealed class Wire : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly List<Socket> _peers = [];

    public Wire(EngineKind engine)
    {
        if (engine == EngineKind.Epoll && !OperatingSystem.IsLinux()) Assert.Skip("there is no epoll here");
        Loop = new EventLoop(engine);
    }

    public EventLoop Loop { get; }

    public static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(s_patience, TestContext.Current.CancellationToken);

    public static Task Soon(Task task) => task.WaitAsync(s_patience, TestContext.Current.CancellationToken);

    public Task<T> Do<T>(Func<T> action) => Soon(Observable.Start(action, Loop).ToTask());

    public Task Do(Action action) => Do(() => { action(); return 0; });

    /// <summary>Connects so many; their connections in no order.</summary>
    internal async Task<List<(Connection Connection, Socket Peer)>> ConnectAsync(int count, int? receiveBuffer = null)
    {
        using var source = Loop.Sockets.Listen(Loop, ListeningSocket.Open(new IPEndPoint(IPAddress.Loopback, 0)));
        var accepted = new TaskCompletionSource();
        var connections = new List<Connection>();
        await Do(() => source.Start(
            connection =>
            {
                connections.Add(connection);
                if (connections.Count == count) accepted.SetResult();
            },
            accepted.SetException));
        var peers = new Dictionary<string, Socket>();
        for (var i = 0; i < count; i++)
        {
            var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _peers.Add(peer);
            if (receiveBuffer is not null) peer.ReceiveBufferSize = receiveBuffer.Value;
            await peer.ConnectAsync(source.Address);
            peers[peer.LocalEndPoint!.ToString()!] = peer;
        }
        await Soon(accepted.Task);
        await Do(source.Dispose);
        return connections.ConvertAll(connection => (connection, peers[connection.Peer!.ToString()!]));
    }

    internal async Task<(Connection Connection, Socket Peer)> ConnectAsync(int? receiveBuffer = null) =>
        (await ConnectAsync(1, receiveBuffer))[0];

    /// <summary>Sends until the system takes no more; what it took is the answer.</summary>
    internal Task<int> FillAsync(Connection connection) => Do(() =>
    {
        var (bytes, all) = (new byte[64 * 1024], 0);
        while (true)
        {
            var sent = connection.Send(bytes);
            all += sent;
            if (sent < bytes.Length) return all;
        }
    });

    /// <summary>How many bytes come before the end; a reset is an error.</summary>
    public static async Task<int> ReadToEndAsync(Socket peer)
    {
        var (buffer, all) = (new byte[64 * 1024], 0);
        while (true)
        {
            var count = await Soon(peer.ReceiveAsync(buffer));
            if (count == 0) return all;
            all += count;
        }
    }

    public void Dispose()
    {
        Loop.Dispose();
        foreach (var peer in _peers) peer.Dispose();
    }
}
