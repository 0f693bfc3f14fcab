using System.Reactive.Linq;
using System.Text;
using System.Threading.Channels;

namespace RxChat.Client;

/// <summary>Links to <c>json://host:port</c>, within TLS to <c>jsons://host:port</c>, and within the machine to
/// <c>json+unix:PATH</c>.</summary>
public static class TcpLink
{
    /// <summary>Characters of one line; a longer one is an error.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    /// <summary>Frames that wait for the socket; more is an error, as if the connection were lost.</summary>
    public const int MostWaiting = 10_000;

    private static readonly byte[] s_end = "\n"u8.ToArray();

    /// <summary>A link to an endpoint that speaks JSON, one object a line.</summary>
    /// <param name="url">Such as <c>json://127.0.0.1:4042</c> or <c>jsons://example.org:4043</c>.</param>
    /// <exception cref="ArgumentException">It is no such URL.</exception>
    public static Link To(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (url.Scheme != "json+unix" && (url.Scheme is not ("json" or "jsons") || url.Port <= 0))
            throw new ArgumentException($"{url} is not json://host:port", nameof(url));
        return outgoing => Observable.Create<string>((observer, cancellation) =>
            ConverseAsync(url, outgoing, observer, cancellation));
    }

    private static async Task ConverseAsync(
        Uri url, IObservable<string> outgoing, IObserver<string> observer, CancellationToken cancellation)
    {
        using var dialed = await Dialed.ToAsync(url, cancellation).ConfigureAwait(false);
        var stream = dialed.Stream;
        await Conversing.RunAsync(outgoing, observer, (frames, stop) => WriteAsync(stream, frames, stop),
            stop => ReadAsync(stream, observer, stop), cancellation).ConfigureAwait(false);
    }

    private static async Task WriteAsync(Stream stream, ChannelReader<string> frames, CancellationToken cancellation)
    {
        await foreach (var frame in frames.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(frame), cancellation).ConfigureAwait(false);
            await stream.WriteAsync(s_end, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task ReadAsync(Stream stream, IObserver<string> observer, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false, true), leaveOpen: true);
        var (line, block) = (new StringBuilder(), new char[16 * 1024]);
        while (await reader.ReadAsync(block, cancellation).ConfigureAwait(false) is > 0 and var count)
        {
            var rest = block.AsMemory(0, count);
            while (rest.Span.IndexOf('\n') is >= 0 and var end)
            {
                observer.OnNext(line.Append(rest.Span[..end]).ToString());
                line.Clear();
                rest = rest[(end + 1)..];
            }
            if (line.Length + rest.Length > LongestLine) throw new IOException("the server sent a line without an end");
            line.Append(rest.Span);
        }
    }
}
