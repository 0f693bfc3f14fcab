using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>
/// A chat server as one query: connections, their bytes cut into frames, frames decoded to commands, filtered, merged into one order,
/// told to the chat, and its events broadcast to every client's sender.
/// </summary>
public sealed class ChatServer : IAsyncDisposable
{
    private readonly Subject<Command> _stop = new();
    private readonly HashSet<Connection> _open = [];
    private readonly TaskCompletionSource _stopped;
    private readonly Endpoint[] _endpoints;
    private readonly Settings _settings;
    private readonly IScheduler _scheduler;
    private readonly SenderSet _senders;
    private readonly Broadcast _broadcast;
    private readonly Admission _admission;
    private readonly FilterContext _filters;
    private readonly SessionContext _sessions;
    private EventLoop? _ownLoop;
    private Task? _stopping;
    private IDisposable? _running;
    private long _lastId;
    private bool _completed;

    private ChatServer(Endpoint[] endpoints, ChatServerOptions options, IScheduler scheduler)
    {
        (_endpoints, _scheduler, _settings) = (endpoints, scheduler, new Settings(options.WithoutFilters()));
        // In virtual time there is one thread, and what follows a stop follows at once.
        _stopped = new(scheduler is EventLoop ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
        _senders = new SenderSet(_settings, scheduler);
        _broadcast = new Broadcast(_senders);
        _admission = new Admission(_settings);
        _filters = FilterContext.Of(options, scheduler, () => _settings.Options.Drain, (level, what, detail) => Log(level, what, detail: detail));
        _sessions = new SessionContext(_settings, _broadcast, scheduler, Close);
    }

    /// <summary>Where it listens, with the real ports, in the order given.</summary>
    public IReadOnlyList<string> Endpoints { get; private set; } = [];

    /// <summary>What it holds on to, for tests that show that nothing is kept of who left.</summary>
    internal (int Connections, int Clients, int Senders, int Rooms, int Backed) Kept =>
        (_open.Count, _admission.Count, _broadcast.Clients, _broadcast.Rooms, _senders.Backed);

    internal Sender? SenderOf(long id) => _open.Select(connection => connection.Owner).OfType<Session>().FirstOrDefault(session => session.Client.Id == id)?.Client.Sender;

    /// <summary>The whole flow.</summary>
    private IObservable<ChatEvent> Events()
    {
        var clients = _endpoints
            .Select(endpoint => endpoint.Listener.Connections.SelectMany(connection => Admit(connection, endpoint.Protocol)))
            .Merge()                                                                        // who connects
            .TakeUntil(_stop);
        return _stop                                                                        // the server's own commands
            .Merge(Ticks().TakeUntil(_stop))
            .Merge(clients.Select(Commands).Merge())                                        // the one gate
            .FilterForEveryone(_filters)                                                     // sees the final order
            .Chat(_settings, ReportBug);                                                    // state x command -> events
    }

    private IObservable<Command> Commands(Session session) =>
        session.Connection.Bytes                                                            // chunks as they came
            .Frames(session.Client.Protocol.Framing, session)
            .FilterPerClient(_filters)                                                       // its state dies with the client
            .Attended(session.Client, ReasonOf);                                            // an error is one more way of leaving

    private IObservable<Command> Ticks() =>
        Observable.Interval(TimeSpan.FromSeconds(1), _scheduler)
            .Do(_ => _senders.LookForFrozen())
            .Select(_ => new Tick(_scheduler.Now));

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

    /// <summary>Puts other filters in force between two messages; null passes all. What the old ones had delayed still comes out when due, for at
    /// most <see cref="ChatServerOptions.Drain"/>; the new ones start without state. Nothing is kept of old ones then.</summary>
    public Task ReplaceFiltersAsync(MessageFilter? perClient, MessageFilter? forEveryone) =>
        _stopping is null ? OnLoop(() => _filters.Filters.Replace(perClient, forEveryone)) : Task.CompletedTask;

    /// <summary>Puts other limits in force, for present clients too. Filters (see <see cref="ReplaceFiltersAsync"/>), <see cref="ChatServerOptions.HideAddresses"/> and the log stay as they are.</summary>
    public Task ReconfigureAsync(ChatServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        if (_stopping is not null) return Task.CompletedTask;
        return OnLoop(() => _settings.Options = options.WithoutFilters() with
        {
            HideAddresses = _settings.Options.HideAddresses, Log = _settings.Options.Log,
        });
    }

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

    private IEnumerable<Session> Admit(Connection connection, Protocol protocol)
    {
        var id = ++_lastId;
        _open.Add(connection);
        if (_admission.Enter(connection) is { } refusal)
        {
            Log(LogLevel.Warn, "refused", id, refusal);
            connection.Owner = new Refusal(connection, Forget);
            connection.Send(protocol.EncodeNotice(refusal));
            connection.Close();
            return [];
        }
        var client = new Client(id, protocol, connection.Peer, _settings.Options.HideAddresses, _scheduler.Now);
        client.Sender = new Sender(connection, protocol, _senders);
        var session = new Session(client, connection, _sessions);
        connection.Owner = session;
        Log(LogLevel.Debug, "connected", id, connection.Peer);
        return [session];
    }

    private void Close(Session session)
    {
        _admission.Leave(session.Connection);
        Log(LogLevel.Debug, "closed", session.Client.Id);
        Forget(session.Connection);
    }

    private void Forget(Connection connection)
    {
        _open.Remove(connection);
        StoppedIfClosed();
    }

    /// <summary>Why a client's stream ended: our own reasons are told to it, a broken connection has nobody to tell.</summary>
    private string? ReasonOf(Client client, Exception error)
    {
        var reason = error is FrameTooLongException or InvalidTextException or ReadsTooSlowlyException ? error.Message : null;
        if (reason is not null) Log(LogLevel.Warn, "disconnected", client.Id, reason);
        return reason;
    }

    // A filter's flood is reported where it is found, and thrown only to end it.
    private void ReportBug(Exception error)
    {
        if (error is not FilterFloodException) Log(LogLevel.Error, "internal error", detail: error.ToString());
    }

    private void Log(LogLevel level, string what, long? connection = null, object? detail = null) =>
        _settings.Options.Log?.OnNext(new LogEntry(_scheduler.Now, level, what, connection, detail));

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
        return done.Task;
    }
}
