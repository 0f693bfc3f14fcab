using System.Net.WebSockets;
using System.Reactive.Linq;
using System.Text;
using System.Threading.Channels;

namespace RxChat.Client;

/// <summary>Links to the WebSocket of <c>http://host:port</c>, also through whatever speaks HTTP between.</summary>
public static class WebSocketLink
{
    /// <summary>A link to an endpoint that speaks HTTP.</summary>
    /// <param name="url">Such as <c>http://127.0.0.1:4080</c> or <c>wss://example.org/chat/ws</c>; without a path it is
    /// <c>/ws</c>.</param>
    /// <exception cref="ArgumentException">It is no such URL.</exception>
    public static Link To(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (url.Scheme is not ("http" or "https" or "ws" or "wss"))
            throw new ArgumentException($"{url} is not http://host:port", nameof(url));
        var address = new UriBuilder(url)
        {
            Scheme = url.Scheme is "https" or "wss" ? "wss" : "ws", Port = url.Port,
            Path = url.AbsolutePath == "/" ? "/ws" : url.AbsolutePath,
        };
        return outgoing => Observable.Create<string>((observer, cancellation) =>
            ConverseAsync(address.Uri, outgoing, observer, cancellation));
    }

    private static async Task ConverseAsync(
        Uri url, IObservable<string> outgoing, IObserver<string> observer, CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("rxchat.v1");
        await socket.ConnectAsync(url, cancellation).ConfigureAwait(false);
        await Conversing.RunAsync(outgoing, observer, (frames, stop) => WriteAsync(socket, frames, stop),
            stop => ReadAsync(socket, observer, stop), cancellation).ConfigureAwait(false);
    }

    private static async Task WriteAsync(
        ClientWebSocket socket, ChannelReader<string> frames, CancellationToken cancellation)
    {
        await foreach (var frame in frames.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            await socket.SendAsync(
                Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, cancellation)
                .ConfigureAwait(false);
        }
    }

    private static async Task ReadAsync(
        ClientWebSocket socket, IObserver<string> observer, CancellationToken cancellation)
    {
        var (message, block) = (new MemoryStream(), new byte[16 * 1024]);
        while (await socket.ReceiveAsync(block.AsMemory(), cancellation).ConfigureAwait(false) is
               { MessageType: not WebSocketMessageType.Close } part)
        {
            message.Write(block, 0, part.Count);
            if (message.Length > TcpLink.LongestLine) throw new IOException("the server sent a message without an end");
            if (!part.EndOfMessage) continue;
            observer.OnNext(Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length));
            message.SetLength(0);
        }
    }
}
