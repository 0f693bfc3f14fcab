using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace RxChat.Server.Serve;

/// <summary>
/// Writes log entries to standard error, a line each: time, level, what happened, then <c>key=value</c>. The loop only queues them, so
/// a terminal that stands still holds up nobody; entries beyond the queue are counted and told.
/// </summary>
internal sealed class LogWriter : IObserver<LogEntry>, IAsyncDisposable
{
    private const int Queued = 10_000;

    private readonly Channel<LogEntry> _entries;
    private readonly Task _writing;
    private int _lost;

    public LogWriter(LogLevel least)
    {
        Least = least;
        _entries = Channel.CreateBounded<LogEntry>(
            new BoundedChannelOptions(Queued) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Increment(ref _lost));
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>The least level that is written.</summary>
    public LogLevel Least { get; set; }

    public void OnNext(LogEntry value)
    {
        if (value.Level >= Least) _entries.Writer.TryWrite(value);
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
        await foreach (var entry in _entries.Reader.ReadAllAsync())
        {
            var lost = Interlocked.Exchange(ref _lost, 0);
            if (lost > 0) Write(new LogEntry(entry.At, LogLevel.Warn, "log entries lost", Detail: lost));
            Write(entry);
        }
    }

    private static void Write(LogEntry entry)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{entry.At:yyyy-MM-ddTHH:mm:ss.fffZ} {entry.Level.ToString().ToLowerInvariant()} {entry.Event}");
        if (entry.Connection is { } id) line.Append(CultureInfo.InvariantCulture, $" connection={id}");
        if (entry.Detail is not null)
        {
            line.Append(" detail=\"");
            foreach (var c in entry.Detail.ToString()!) Escape(line, c);
            line.Append('"');
        }
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (Exception e) when (LastWords.IsOfOutput(e))
        {
            // Nobody reads the log any more; the chat goes on.
        }
    }

    // What a client sent can neither end the line nor steer the terminal.
    private static void Escape(StringBuilder line, char c)
    {
        if (c is '"' or '\\') line.Append('\\').Append(c);
        else Printed.Append(line, c);
    }
}
