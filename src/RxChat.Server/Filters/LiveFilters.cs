using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Threading.Channels;
using RxChat.Scripting;
using RxChat.Server.Configuration;
using RxChat.Server.Serve;
using RxChat.Web;

namespace RxChat.Server.Filters;

/// <summary>
/// The filter files of a server: read before it starts, and again whenever one is another or a reload is asked for. A
/// file that is refused changes nothing.
/// </summary>
internal sealed class LiveFilters : IDisposable
{
    /// <summary>How often the files are looked at; see decision 11.</summary>
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(250);

    private static readonly Dictionary<string, long> s_none = [];

    // One that waits is enough: it will read what is there by then.
    private readonly Channel<bool> _asked =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stop = new();
    private readonly CompositeDisposable _ends = [];
    private readonly ServeConfiguration _configuration;
    private readonly LogWriter _log;
    private readonly LiveFile? _live;
    private readonly LiveFile? _candidate;
    private readonly ShadowReport? _shadow;
    private readonly FilterMemory _memory;
    private readonly KeptState _kept = new();
    private readonly Action _also;
    private int _generation = 1;
    private bool _anyway;

    private LiveFilters(ServeConfiguration configuration, LogWriter log, Action also)
    {
        (_configuration, _log, _also) = (configuration, log, also);
        if (configuration.Filters is { } filters) _live = new LiveFile(filters);
        if (configuration.Shadow is { } candidate)
        {
            _candidate = new LiveFile(candidate);
            _ends.Add(_shadow = new ShadowReport(Write, Scheduler.Default));
        }
        _live?.Filters.KeepIn(_kept);
        _memory = new FilterMemory((_live is null ? 0 : 1) + (_candidate is null ? 0 : 1), Write);
    }

    /// <summary>Reads the files there are to read; null when there are none.</summary>
    /// <param name="configuration">Which files, and how long a drain may take.</param>
    /// <param name="log">Told of each generation, and of what is refused.</param>
    /// <param name="also">Called whenever the files are looked at.</param>
    /// <exception cref="FilterFileException">A file is refused.</exception>
    public static LiveFilters? Open(ServeConfiguration configuration, LogWriter log, Action also) =>
        configuration is { Filters: null, Shadow: null } ? null : new LiveFilters(configuration, log, also);

    /// <summary>What is in force now, for operators.</summary>
    public IReadOnlyList<FilterNews> News()
    {
        var news = new List<FilterNews>();
        if (_live is not null) news.Add(new FilterNews(_live.Path, IsShadow: false, _generation, s_none, []));
        if (_candidate is not null)
        {
            var (counts, last) = _shadow!.Read();
            news.Add(new FilterNews(_candidate.Path, IsShadow: true, _generation, counts, last));
        }
        return news;
    }

    /// <summary>Those in force, as they are written; null is none.</summary>
    public string? Text => _live?.Text;

    public ChatServerOptions Apply(ChatServerOptions options) =>
        options with
        {
            FilterPerClient = Compose(file => file.PerClient),
            FilterForEveryone = Compose(file => file.ForEveryone),
        };

    /// <summary>From now on what is saved goes into this server.</summary>
    public void Follow(ChatServer server)
    {
        TellLive();
        _ends.Add(new Timer(_ => Ask(), null, s_between, s_between));
        _ = FollowAsync(server);
    }

    /// <summary>Looks at the files now, and says what is in force if nothing else is.</summary>
    public void Reload()
    {
        Volatile.Write(ref _anyway, true);
        Ask();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _ends.Dispose();
    }

    private void Ask() => _asked.Writer.TryWrite(true);

    private async Task FollowAsync(ChatServer server)
    {
        try
        {
            while (true)
            {
                await _asked.Reader.ReadAsync(_stop.Token);
                if (await IsOtherAsync(Interlocked.Exchange(ref _anyway, false))) await SwapAsync(server);
                else _memory.LookAgain();
                _also();
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
        catch (Exception e)
        {
            Write(LogLevel.Error, "filters: followed no more", LastWords.Of(e));
        }
    }

    private async Task<bool> IsOtherAsync(bool anyway)
    {
        var live = await ReadAsync(_live, anyway);
        var candidate = await ReadAsync(_candidate, anyway);
        if (live == Reading.Replaced || candidate == Reading.Replaced) return true;
        if (live == Reading.AsLive || candidate == Reading.AsLive)
            Write(LogLevel.Info, $"filters: generation {_generation} goes on", "the text is what is in force");
        return false;
    }

    private async Task<Reading> ReadAsync(LiveFile? file, bool anyway)
    {
        try
        {
            return file is null ? Reading.Unchanged : await file.ReadAsync(anyway, _stop.Token);
        }
        catch (FilterFileException e)
        {
            Write(LogLevel.Warn, "filters: refused", $"{e.Message}; generation {_generation} goes on");
            return Reading.Unchanged;
        }
    }

    private async Task SwapAsync(ChatServer server)
    {
        _live?.Filters.KeepIn(_kept);
        await ReplaceAsync(server);
        _live?.ForgetReplaced();
        _candidate?.ForgetReplaced();
        _generation++;
        TellLive();
        _memory.Look(again: _configuration.Options.Drain + TimeSpan.FromSeconds(1));
    }

    // Apart, so that nothing of a generation stays behind in the state of a method that goes on.
    private Task ReplaceAsync(ChatServer server) =>
        server.ReplaceFiltersAsync(Compose(file => file.PerClient), Compose(file => file.ForEveryone), Text)
            .WaitAsync(_stop.Token);

    private MessageFilter? Compose(Func<FilterFile, MessageFilter?> side)
    {
        var live = _live is null ? null : side(_live.Filters);
        return _candidate is null ? live : live.Shadow(side(_candidate.Filters), _shadow!.Add);
    }

    private void TellLive()
    {
        Write(LogLevel.Info, $"filters: generation {_generation} live", _candidate is null
            ? _live?.Path
            : $"{_live?.Path ?? "no filters"}, in its shadow {_candidate.Path}");
        foreach (var file in new[] { _live, _candidate })
        {
            foreach (var warning in file?.Filters.Warnings ?? [])
                Write(LogLevel.Warn, "filters", $"{warning}");
        }
    }

    private void Write(LogLevel level, string what, string? detail) => _log.Write(level, what, detail);
}
