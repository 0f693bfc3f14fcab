using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>Start, drain and stop.</summary>
public sealed partial class ChatServer
{
    /// <summary>After the drain, what was said last has so long to be taken before connections are cut off.</summary>
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(0.5);

    private readonly TaskCompletionSource _stopped;
    private readonly Lock _stopping = new();
    private EventLoop? _ownLoop;
    private Task? _stopOnce;
    private IDisposable? _running;
    private bool _hasEnded;

    /// <summary>
    /// Completes when everything is closed after a stop; faults when the server has ended by itself, which is a bug of
    /// ours.
    /// </summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Starts a server; it accepts when the task completes.</summary>
    /// <param name="endpoints">Where to listen.</param>
    /// <param name="options">Limits and choices; null takes the defaults.</param>
    /// <param name="scheduler">Where everything happens, one thing at a time: null makes an <see cref="EventLoop"/>; a
    /// virtual scheduler runs the whole server in virtual time, with connections in memory.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message names it and the mend.</exception>
    /// <exception cref="IOException">There can be no such recording.</exception>
    public static async Task<ChatServer> StartAsync(
        IEnumerable<Endpoint> endpoints, ChatServerOptions? options = null, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        options ??= new ChatServerOptions();
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        ChatServer? server = null;
        var ownLoop = scheduler is null ? new EventLoop(options.Engine, e => server!.ReportBug(e)) : null;
        try
        {
            server = new ChatServer([.. endpoints], options, scheduler ?? ownLoop!) { _ownLoop = ownLoop };
            await server.OnLoop(server.Start).ConfigureAwait(false);
        }
        catch
        {
            server?.CloseListeners();
            server?._metrics.Dispose();
            server?._recorder?.Dispose();
            ownLoop?.Dispose();
            throw;
        }
        return server;
    }

    /// <summary>Starts a server on the given URLs, such as <c>line://127.0.0.1:4041</c>.</summary>
    public static Task<ChatServer> StartAsync(params string[] urls) =>
        StartAsync(urls.Select(url => Endpoint.Parse(url)));

    /// <summary>
    /// Stops in good order: accepts no more, receives once more from each client, delivers what that causes, sends a
    /// last notice, flushes and closes; cut off half a second after <see cref="ChatServerOptions.Drain"/>. The task
    /// completes when everything is closed.
    /// </summary>
    public Task StopAsync()
    {
        lock (_stopping) return _stopOnce ??= StopOnceAsync();
    }

    /// <summary>As <see cref="StopAsync"/>.</summary>
    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>Puts other filters in force between two messages; null passes all. What the old ones had delayed still
    /// comes out when due, for at most <see cref="ChatServerOptions.Drain"/>; the new ones start without state. Nothing
    /// is kept of old ones then.</summary>
    /// <param name="perClient">As of <see cref="ChatServerOptions.FilterPerClient"/>.</param>
    /// <param name="forEveryone">As of <see cref="ChatServerOptions.FilterForEveryone"/>.</param>
    /// <param name="text">As they are written, for a recording.</param>
    public Task ReplaceFiltersAsync(MessageFilter? perClient, MessageFilter? forEveryone, string? text = null) =>
        OnLoop(() =>
        {
            _recorder?.Swap(new RecordedFilters(perClient is not null, forEveryone is not null, text));
            _filters.Filters.Replace(perClient, forEveryone);
        });

    /// <summary>Puts other limits in force, for present clients too. Filters (see <see cref="ReplaceFiltersAsync"/>),
    /// <see cref="ChatServerOptions.HideAddresses"/>, history, recording and log stay as they are.</summary>
    public Task ReconfigureAsync(ChatServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        return OnLoop(() =>
        {
            _settings.Options = options.WithoutFilters() with
            {
                HideAddresses = _settings.Options.HideAddresses, Log = _settings.Options.Log,
                History = _settings.Options.History, Accounts = _settings.Options.Accounts,
                Recording = _settings.Options.Recording,
            };
            _recorder?.Reconfigured(_settings.Options);
        });
    }

    /// <summary>The machine has crashed: nothing more happens, and nobody is told.</summary>
    internal void Abandon()
    {
        _stopped.TrySetCanceled();
        _metrics.Dispose();
        _recorder?.Abandon();
    }

    private void Start()
    {
        Endpoints =
        [
            .. _endpoints.Select(endpoint => (endpoint.Listener, Url: endpoint.Open(_scheduler))).ToArray()
                .Where(one => one.Listener.Listens).Select(one => one.Url),
        ];
        StartRecording();
        _running = Run();
    }

    private async Task StopOnceAsync()
    {
        await OnLoop(Drain).ConfigureAwait(false);
        await _stopped.Task.ConfigureAwait(false);
        _metrics.Dispose();
        _recorder?.Dispose();
        _ownLoop?.Dispose();
    }

    private void Drain()
    {
        if (_hasEnded) return;
        _sessions.IsDraining = true;
        // Who was accepted is told, too.
        foreach (var endpoint in _endpoints) endpoint.Listener.Settle();
        _stop.OnNext(new Stop());
        // A stop waits for nobody who does not read.
        foreach (var session in Sessions) session.Client.ForgetMarkers();
        foreach (var connection in _open.ToArray()) connection.FinishReceiving();
        _stop.OnCompleted();
        _scheduler.Schedule(_settings.Options.Drain + s_lastWords, CutOff);
    }

    private void EndOfEvents()
    {
        _broadcast.OnCompleted();
        _hasEnded = true;
        StoppedIfClosed();
    }

    /// <summary>
    /// The stream of events broke: nothing that is said is heard any more, so nobody is left to wait for it.
    /// </summary>
    private void End(Exception error)
    {
        ReportBug(error);
        CloseListeners();
        // Before everything is closed, which would be the end of a stop.
        _stopped.TrySetException(error);
        CutOff();
    }

    private void CutOff()
    {
        _hasEnded = true;
        _running?.Dispose();
        foreach (var connection in _open.ToArray()) connection.Abort();
        StoppedIfClosed();
    }

    private void StoppedIfClosed()
    {
        if (_hasEnded && _open.Count == 0) _stopped.TrySetResult();
    }

    private void CloseListeners()
    {
        foreach (var endpoint in _endpoints) endpoint.Listener.Dispose();
    }

    /// <summary>
    /// Between two turns, or at once where time is virtual and stands: what is under way on the loop is never cut in
    /// two.
    /// </summary>
    private Task OnLoop(Action action)
    {
        if (_stopped.Task.IsCompleted) return Task.CompletedTask;
        if (_scheduler is not EventLoop && !VirtualTime.IsRunning(_scheduler))
        {
            action();
            return Task.CompletedTask;
        }
        var done = new TaskCompletionSource(_stopped.Task.CreationOptions);
        _scheduler.Schedule(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        // A loop that has stopped runs nothing any more.
        return _scheduler is EventLoop ? Task.WhenAny(done.Task, _stopped.Task).Unwrap() : done.Task;
    }

    private void TellShortage(int clients)
    {
        if (!_shortages.Tells(out var more)) return;
        Log(LogLevel.Warn, "send memory full",
            detail: $"{clients} clients that took too little missed something or were let go{more}");
    }

    // A filter's flood is reported where it is found, and thrown only to end it.
    private void ReportBug(Exception error)
    {
        if (error is not FilterFloodException) Log(LogLevel.Error, "internal error", detail: error.ToString());
    }

    private void Log(LogLevel level, string what, long? connection = null, object? detail = null) =>
        _settings.Options.Log?.OnNext(new LogEntry(_scheduler.Now, level, what, connection, detail));
}
