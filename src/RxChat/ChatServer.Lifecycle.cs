using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>Start, drain and stop.</summary>
public sealed partial class ChatServer
{
    private readonly TaskCompletionSource _stopped;
    private EventLoop? _ownLoop;
    private Task? _stopping;
    private IDisposable? _running;
    private bool _completed;

    /// <summary>Starts a server; it accepts when the task completes.</summary>
    /// <param name="endpoints">Where to listen.</param>
    /// <param name="options">Limits and choices; null takes the defaults.</param>
    /// <param name="scheduler">Where everything happens, one thing at a time: null makes an <see cref="EventLoop"/>; a virtual scheduler
    /// runs the whole server in virtual time, with connections in memory.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message names it and the mend.</exception>
    public static async Task<ChatServer> StartAsync(
        IEnumerable<Endpoint> endpoints, ChatServerOptions? options = null, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        options ??= new ChatServerOptions();
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        ChatServer? server = null;
        var ownLoop = scheduler is null ? new EventLoop(options.Engine, e => server!.ReportBug(e)) : null;
        server = new ChatServer([.. endpoints], options, scheduler ?? ownLoop!) { _ownLoop = ownLoop };
        try
        {
            await server.OnLoop(server.Start).ConfigureAwait(false);
        }
        catch
        {
            foreach (var endpoint in server._endpoints) endpoint.Listener.Dispose();
            ownLoop?.Dispose();
            throw;
        }
        return server;
    }

    /// <summary>Starts a server on the given URLs, such as <c>line://127.0.0.1:4041</c>.</summary>
    public static Task<ChatServer> StartAsync(params string[] urls) => StartAsync(urls.Select(url => Endpoint.Parse(url)));

    /// <summary>
    /// Stops in good order: accepts no more, receives once more from each client, delivers what that causes, sends a last notice, flushes
    /// and closes; cut off after <see cref="ChatServerOptions.Drain"/>. The task completes when everything is closed.
    /// </summary>
    public Task StopAsync()
    {
        lock (_stop) return _stopping ??= StopOnceAsync();
    }

    /// <summary>As <see cref="StopAsync"/>.</summary>
    public ValueTask DisposeAsync() => new(StopAsync());

    private void Start()
    {
        Endpoints = [.. _endpoints.Select(endpoint => endpoint.Open(_scheduler))];
        _running = Events().Subscribe(_broadcast.OnNext, ReportBug, Completed);
    }

    private async Task StopOnceAsync()
    {
        await OnLoop(Drain).ConfigureAwait(false);
        await _stopped.Task.ConfigureAwait(false);
        _ownLoop?.Dispose();
    }

    private void Drain()
    {
        _stop.OnNext(new Stop());
        foreach (var connection in _open.ToArray()) connection.FinishReceiving();
        _stop.OnCompleted();
        _stop.Dispose();
        _scheduler.Schedule(_settings.Options.Drain, CutOff);
    }

    private void Completed()
    {
        _broadcast.OnCompleted();
        _completed = true;
        StoppedIfClosed();
    }

    private void CutOff()
    {
        _running?.Dispose();
        foreach (var connection in _open.ToArray()) connection.Abort();
        _completed = true;
        StoppedIfClosed();
    }

    private void StoppedIfClosed()
    {
        if (_completed && _open.Count == 0) _stopped.TrySetResult();
    }

    private Task OnLoop(Action action)
    {
        if (_scheduler is not EventLoop { IsCurrent: false } loop)
        {
            action();
            return Task.CompletedTask;
        }
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Schedule(() =>
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
        return Task.WhenAny(done.Task, _stopped.Task).Unwrap();
    }
}
