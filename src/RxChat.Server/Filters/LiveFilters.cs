using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Threading.Channels;
using RxChat.Scripting;
using RxChat.Server.Configuration;
using RxChat.Server.Serve;

namespace RxChat.Server.Filters;

/// <summary>
/// The filter files of a server: read before it starts, and again whenever one is saved or a reload is asked for. A file that is refused
/// changes nothing.
/// </summary>
internal sealed class LiveFilters : IDisposable
{
    // One that waits is enough: it will read what is there by then.
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly CompositeDisposable _watches = [];
    private readonly ServeConfiguration _configuration;
    private readonly LogWriter _log;
    private readonly LiveFile? _live;
    private readonly LiveFile? _candidate;
    private readonly ShadowReport? _shadow;
    private int _generation = 1;
    private bool _anew;

    private LiveFilters(ServeConfiguration configuration, LogWriter log)
    {
        (_configuration, _log) = (configuration, log);
        if (configuration.Filters is { } filters) _live = Open(filters);
        if (configuration.Shadow is not { } candidate) return;
        _candidate = Open(candidate);
        _watches.Add(_shadow = new ShadowReport(Write, Scheduler.Default));
    }

    /// <summary>Reads the files there are to read; null when there are none.</summary>
    /// <exception cref="FilterFileException">A file is refused.</exception>
    public static LiveFilters? Open(ServeConfiguration configuration, LogWriter log) =>
        configuration is { Filters: null, Shadow: null } ? null : new LiveFilters(configuration, log);

    public ChatServerOptions Apply(ChatServerOptions options) =>
        options with { FilterPerClient = Compose(file => file.PerClient), FilterForEveryone = Compose(file => file.ForEveryone) };

    /// <summary>From now on what is saved goes into this server.</summary>
    public void Follow(ChatServer server)
    {
        TellLive();
        _ = FollowAsync(server);
    }

    /// <summary>Reads the files again, saved or not.</summary>
    public void Reload()
    {
        Volatile.Write(ref _anew, true);
        Ask();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _watches.Dispose();
    }

    private LiveFile Open(string path)
    {
        // No folder can be watched that is not there.
        _ = ReadText.Of(path);
        // Watched before it is read, so that no save falls in between.
        _watches.Add(SavedFile.Of(path).Subscribe(_ => Ask()));
        return new LiveFile(path);
    }

    private void Ask() => _asked.Writer.TryWrite(true);

    private async Task FollowAsync(ChatServer server)
    {
        try
        {
            while (await _asked.Reader.WaitToReadAsync(_stop.Token))
            {
                while (_asked.Reader.TryRead(out _))
                {
                    if (Changed(Interlocked.Exchange(ref _anew, false))) await SwapAsync(server);
                }
                await ForgetAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
        catch (Exception e)
        {
            Write(LogLevel.Error, "filters: followed no more", e.ToString());
        }
    }

    private bool Changed(bool anew)
    {
        var live = _live is not null && Changed(_live, anew);
        var candidate = _candidate is not null && Changed(_candidate, anew);
        return live || candidate;
    }

    private bool Changed(LiveFile file, bool anew)
    {
        try
        {
            return file.Read(anew);
        }
        catch (FilterFileException e)
        {
            Write(LogLevel.Warn, "filters: refused", $"{e.Message}; generation {_generation} goes on");
            return false;
        }
    }

    private async Task SwapAsync(ChatServer server)
    {
        await ReplaceAsync(server);
        _live?.ForgetReplaced();
        _candidate?.ForgetReplaced();
        _generation++;
        TellLive();
    }

    // Apart, so that nothing of a generation stays behind in the state of a method that goes on.
    private Task ReplaceAsync(ChatServer server) => server.ReplaceFiltersAsync(Compose(file => file.PerClient), Compose(file => file.ForEveryone));

    private MessageFilter? Compose(Func<FilterFile, MessageFilter?> side)
    {
        var live = _live is null ? null : side(_live.Filters);
        return _candidate is null ? live : live.Shadow(side(_candidate.Filters), _shadow!.Add);
    }

    // Unused code leaves the memory when the collector has looked twice, which a quiet server gives it no cause for. What a replaced
    // filter had delayed holds it for as long as a drain.
    private async Task ForgetAsync()
    {
        var expected = (_live is null ? 0 : 1) + (_candidate is null ? 0 : 1);
        for (var time = 0; time < 2; time++)
        {
            Collect();
            var inMemory = FilterFile.InMemory;
            Write(LogLevel.Debug, "filters: generations in memory", $"{inMemory}");
            if (inMemory <= expected) return;
            using var drained = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            drained.CancelAfter(_configuration.Options.Drain + TimeSpan.FromSeconds(1));
            try
            {
                await _asked.Reader.WaitToReadAsync(drained.Token);
                return;
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                // Nobody saved meanwhile.
            }
        }
    }

    private static void Collect()
    {
        for (var time = 0; time < 2; time++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private void TellLive() => Write(LogLevel.Info, $"filters: generation {_generation} live", _candidate is null ? _live?.Path : $"{_live?.Path ?? "no filters"}, in its shadow {_candidate.Path}");

    private void Write(LogLevel level, string what, string? detail) => _log.OnNext(new LogEntry(DateTimeOffset.UtcNow, level, what, Detail: detail));
}
