using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>
/// A chat server as one query: connections, their bytes cut into frames, frames decoded to commands, filtered, merged into one order,
/// told to the chat, and its events broadcast to every client's sender.
/// </summary>
public sealed partial class ChatServer : IAsyncDisposable
{
    private readonly Subject<Command> _stop = new();
    private readonly HashSet<Connection> _open = [];
    private readonly Endpoint[] _endpoints;
    private readonly Settings _settings;
    private readonly IScheduler _scheduler;
    private readonly SenderSet _senders;
    private readonly Broadcast _broadcast;
    private readonly Admission _admission;
    private readonly FilterContext _filters;
    private readonly SessionContext _sessions;
    private long _lastId;

    private ChatServer(Endpoint[] endpoints, ChatServerOptions options, IScheduler scheduler)
    {
        (_endpoints, _scheduler, _settings) = (endpoints, scheduler, new Settings(options.WithoutFilters()));
        // In virtual time there is one thread, and what follows a stop follows at once.
        _stopped = new(scheduler is EventLoop ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
        _senders = new SenderSet(_settings, scheduler);
        _broadcast = new Broadcast(_senders);
        _admission = new Admission(_settings);
        _filters = FilterContext.Of(options, scheduler, () => _settings.Options.Drain, (level, what, detail) => Log(level, what, detail: detail));
        _sessions = new SessionContext(_settings, scheduler, Close);
    }

    /// <summary>Where it listens, with the real ports, in the order given.</summary>
    public IReadOnlyList<string> Endpoints { get; private set; } = [];

    /// <summary>What it holds on to, for tests that show that nothing is kept of who left.</summary>
    internal (int Connections, int Clients, int Senders, int Backed) Kept =>
        (_open.Count, _admission.Count, _broadcast.Clients, _senders.Backed);

    internal Sender? SenderOf(long id) => _open.Select(connection => connection.Owner).OfType<Session>().FirstOrDefault(session => session.Client.Id == id)?.Client.Sender;

    /// <summary>The whole flow.</summary>
    private IObservable<ChatEvent> Events()
    {
        var clients = _endpoints
            .Select(endpoint => endpoint.Listener.Connections.SelectMany(connection => Admit(connection, endpoint.Protocol)))
            .Merge()                                                                        // who connects
            .TakeUntil(_stop);
        return clients.Select(Commands)
            .StartWith(_stop, Ticks().TakeUntil(_stop))                                     // the server's own commands
            .Merge()                                                                        // the one gate
            .FilterForEveryone(_filters)                                                    // sees the final order
            .Chat(_settings, ReportBug);                                                    // state x command -> events
    }

    private IObservable<Command> Commands(Session session) =>
        session.Connection.Bytes                                                            // chunks as they came
            .Frames(session.Client.Protocol.Framing, session)
            .FilterPerClient(_filters)                                                      // its state dies with the client
            .Attended(session.Client, ReasonOf);                                            // an error is one more way of leaving

    private IObservable<Command> Ticks() =>
        Observable.Interval(TimeSpan.FromSeconds(1), _scheduler)
            .Do(_ => _senders.LookForFrozen())
            .Select(_ => new Tick(_scheduler.Now));

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
}
