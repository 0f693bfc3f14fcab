using System.Threading.Channels;

namespace RxChat.Client;

/// <summary>What every link does once it has a connection.</summary>
internal static class Conversing
{
    /// <summary>Writes what is sent and reads what comes until either ends; an error of the one that ended first is
    /// told, and the other is given up.</summary>
    public static async Task RunAsync(
        IObservable<string> outgoing,
        IObserver<string> observer,
        Func<ChannelReader<string>, CancellationToken, Task> write,
        Func<CancellationToken, Task> read,
        CancellationToken cancellation)
    {
        var waiting = Channel.CreateBounded<string>(TcpLink.MostWaiting);
        using var sending = outgoing.Subscribe(frame =>
        {
            if (!waiting.Writer.TryWrite(frame))
                waiting.Writer.TryComplete(new IOException("the server takes nothing"));
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writing = write(waiting.Reader, stop.Token);
        var reading = read(stop.Token);
        var first = await Task.WhenAny(reading, writing).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await first.ConfigureAwait(false);
        observer.OnCompleted();
    }
}
