using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace RxChat.Server.Serve;

/// <summary>
/// Writes log entries to standard error, a line each: time, level, what happened, then <c>key=value</c>; what is about
/// a connection says whose it is, which the library tells once. The loop only queues them, so a terminal that stands
/// still holds up nobody; entries beyond the queue are counted and told.
/// </summary>
internal sealed class LogWriter : IObserver<LogEntry>, IAsyncDisposable
{
    private const int Queued = 10_000;

    private readonly Channel<(LogEntry Entry, object? Peer)> _entries;

    // By connection; null when addresses are nobody's business. Only the library's entries have one, and they come one
    // at a time.
    private readonly Dictionary<long, object>? _peers;
    private readonly Task _writing;
    private int _lost;

    public LogWriter(LogLevel least, bool hideAddresses)
    {
        Least = least;
        _peers = hideAddresses ? null : [];
        _entries = Channel.CreateBounded<(LogEntry, object?)>(
            new BoundedChannelOptions(Queued) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Increment(ref _lost));
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>What was written last.</summary>
    public RecentLines Recent { get; } = new();

    /// <summary>The least level that is written.</summary>
    public LogLevel Least { get; set; }

    public void OnNext(LogEntry value)
    {
        var peer = value.Connection is { } connection && _peers is not null ? PeerOf(_peers, connection, value) : null;
        if (value.Level >= Least) _entries.Writer.TryWrite((value, peer));
    }

    /// <summary>Something of the process's own; flushed, it returns once everything queued is written.</summary>
    public void Write(LogLevel level, string what, string? detail, bool flush = false)
    {
        OnNext(new LogEntry(DateTimeOffset.UtcNow, level, what, Detail: detail));
        if (!flush) return;
        OnCompleted();
        _writing.Wait();
    }

    public void OnCompleted() => _entries.Writer.TryComplete();

    public void OnError(Exception error) => OnCompleted();

    /// <summary>Returns when everything queued is written, or after a second.</summary>
    public async ValueTask DisposeAsync()
    {
        OnCompleted();
        await Task.WhenAny(_writing, Task.Delay(TimeSpan.FromSeconds(1)));
    }

    private async Task WriteAsync()
    {
        await foreach (var (entry, peer) in _entries.Reader.ReadAllAsync())
        {
            var lost = Interlocked.Exchange(ref _lost, 0);
            if (lost > 0) Write(new LogEntry(entry.At, LogLevel.Warn, "log entries lost", Detail: lost), peer: null);
            Write(entry, peer);
        }
    }

    private static object? PeerOf(Dictionary<long, object> peers, long connection, LogEntry entry)
    {
        if (entry is { Event: "connected", Detail: { } detail }) peers[connection] = detail;
        var peer = peers.GetValueOrDefault(connection);
        if (entry.Event == "closed") peers.Remove(connection);
        return ReferenceEquals(peer, entry.Detail) ? null : peer;
    }

    private void Write(LogEntry entry, object? peer)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{entry.At:yyyy-MM-ddTHH:mm:ss.fffZ} ");
        line.Append(CultureInfo.InvariantCulture, $"{entry.Level.ToString().ToLowerInvariant()} {entry.Event}");
        if (entry.Connection is { } id) line.Append(CultureInfo.InvariantCulture, $" connection={id}");
        if (peer is not null) Append(line, "peer", peer);
        if (entry.Detail is not null) Append(line, "detail", entry.Detail);
        Recent.Add(entry.Level, $"{line}");
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (Exception e) when (LastWords.IsOfOutput(e))
        {
            // Nobody reads the log any more; the chat goes on.
        }
    }

    private static void Append(StringBuilder line, string key, object value)
    {
        line.Append(CultureInfo.InvariantCulture, $" {key}=\"");
        foreach (var c in value.ToString()!) Escape(line, c);
        line.Append('"');
    }

    // What a client sent can neither end the line nor steer the terminal.
    private static void Escape(StringBuilder line, char c)
    {
        if (c is '"' or '\\') line.Append('\\').Append(c);
        else Printed.Append(line, c);
    }
}
