using System.Threading.Channels;
using RxChat.Server.Configuration;

namespace RxChat.Server.Serve;

/// <summary>
/// When asked, reads the configuration again, puts in force what can change while running, and says what cannot; then
/// has the rest reread. One reload at a time.
/// </summary>
internal sealed class Reload : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ChatServer _server;
    private readonly LogWriter _log;
    private readonly Func<ServeConfiguration> _read;

    public Reload(ChatServer server, LogWriter log, ServeConfiguration current, Func<ServeConfiguration> read) =>
        (_server, _log, Current, _read) = (server, log, current, read);

    /// <summary>What is in force.</summary>
    public ServeConfiguration Current { get; private set; }

    /// <summary>Reloads whenever it is asked for.</summary>
    public async Task FollowAsync(ChannelReader<bool> asked, Action also)
    {
        try
        {
            while (true)
            {
                await asked.ReadAsync(_stop.Token);
                await RunAsync();
                also();
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    public void Dispose() => _stop.Cancel();

    private async Task RunAsync()
    {
        try
        {
            var next = _read();
            // Told now what would be told at the restart that other URLs need.
            if (!next.Listen.SequenceEqual(Current.Listen)) ListenUrls.Parse(next);
            await _server.ReconfigureAsync(next.Options).WaitAsync(_stop.Token);
            _log.Least = next.LogLevel;
            Tell(next);
            Current = next;
        }
        catch (BadOptionException e)
        {
            Write(LogLevel.Error, "not reloaded", e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Write(LogLevel.Error, "not reloaded", LastWords.Of(e));
        }
    }

    private void Tell(ServeConfiguration next)
    {
        var changed = Current.Written.Keys.Union(next.Written.Keys)
            .Where(name => Current.Written.GetValueOrDefault(name) != next.Written.GetValueOrDefault(name)).ToList();
        if (changed.Count == 0) Write(LogLevel.Info, "reloaded", "nothing changed");
        foreach (var name in changed)
        {
            var before = Current.Written.GetValueOrDefault(name, "default");
            var change = $"{name} {before} -> {next.Written.GetValueOrDefault(name, "default")}";
            if (Setting.All.Any(setting => setting.Name == name && setting.IsLive))
                Write(LogLevel.Info, "reloaded", change);
            else Write(LogLevel.Warn, "needs a restart", change);
        }
        if (next.Options.MaxConnections > Current.Options.MaxConnections
            && OpenFiles.Shortage(next.Options.MaxConnections) is { } shortage)
            Write(LogLevel.Warn, "fewer files than connections", shortage);
    }

    private void Write(LogLevel level, string what, string detail) =>
        _log.OnNext(new LogEntry(DateTimeOffset.UtcNow, level, what, Detail: detail));
}
