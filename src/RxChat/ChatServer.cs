using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>
/// A chat server as one query: connections, their bytes cut into frames, frames decoded to commands, filtered, merged
/// into one order, decided and applied, and the events published to a broadcast that writes to every client's sender.
/// </summary>
public sealed partial class ChatServer : IAsyncDisposable
{
    private readonly Subject<Command> _stop = new();
    private readonly Subject<Command> _program = new();
    private readonly ChatState _chat;
    private readonly Ulids _ids;
    private readonly Recorder? _recorder;
    private readonly Ulids _identities;
    private readonly Subject<Entry> _people = new();
    private readonly HashSet<Connection> _open = [];
    private readonly Endpoint[] _endpoints;
    private readonly Settings _settings;
    private readonly IScheduler _scheduler;
    private readonly SenderSet _senders;
    private readonly Broadcast _broadcast;
    private readonly Effects _effects;
    private readonly Admission _admission;
    private readonly Newcomers _newcomers;
    private readonly Arrivals _arrivals;
    private readonly Action<Action> _arrival;
    private readonly Introductions _introductions;
    private readonly Openings _openings;
    private readonly OpenRefs _refs;
    private readonly HistoryProgress? _progress;
    private readonly OnceAMinute _refusals;
    private readonly OnceAMinute _shortages;
    private readonly FilterContext _filters;
    private readonly SessionContext _sessions;
    private readonly ChatMetrics _metrics;
    private readonly Seams _seams;
    private readonly Traces _traces;
    private readonly IConnectableObservable<ChatEvent> _events;
    private readonly IObservable<Unit> _ticks;
    private readonly int _idsSeed;
    private long _lastId;

    private ChatServer(Endpoint[] endpoints, ChatServerOptions options, IScheduler scheduler)
    {
        (_endpoints, _scheduler, _settings) = (endpoints, scheduler, new Settings(options.WithoutFilters()));
        // In virtual time everything is the same every time.
        _ids = new Ulids(scheduler is EventLoop ? new Random() : new Random(options.Seed));
        _identities = new Ulids(scheduler is EventLoop ? new Random() : new Random(~options.Seed));
        _chat = new ChatState { Epochs = options.History?.Start.Epochs ?? [$"{NextId()}"] };
        if (options.History is { } history)
        {
            _chat.Open(history.Start);
            _progress = new HistoryProgress(history);
        }
        if (options.Recording is { } recording)
        {
            _recorder = new Recorder(recording, scheduler, WhatWaits, TellRecordingStopped);
            _idsSeed = scheduler is EventLoop ? Random.Shared.Next() : options.Seed;
            _ids = new Ulids(new Random(_idsSeed), _ids.Last);
        }
        // In virtual time there is one thread, and what follows a stop follows at once.
        _stopped = new(
            scheduler is EventLoop ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
        _traces = new Traces(_settings, scheduler, TextRefusals.Sentence);
        _senders = new SenderSet(_settings, scheduler) { Traces = _traces, Relieved = TellShortage };
        foreach (var endpoint in endpoints) _senders.Expect(endpoint.Overflow);
        _broadcast = new Broadcast(_senders);
        _effects = new Effects(
            _settings,
            scheduler,
            options.History,
            _broadcast.WhenTaken,
            () => _sessions!.IsDraining,
            (effect, e) => Log(LogLevel.Warn, "effect failed", effect.By, $"{effect.GetType().Name}: {e.Message}"));
        (_admission, _newcomers) = (new(_settings, scheduler), new(_settings));
        (_refusals, _shortages) = (new(scheduler), new(scheduler));
        // In virtual time nobody probes a port.
        _arrivals = new Arrivals(scheduler is EventLoop ? Arrivals.Moment : TimeSpan.Zero, scheduler);
        _arrival = _arrivals.Wait;
        _refs = new OpenRefs(scheduler);
        _introductions = new Introductions(_settings, scheduler, one => _open.Add(one), Forget, LogRefused);
        _openings = new Openings(_settings, scheduler, Forget, _admission.Leave, LogRefused, ReportBug);
        _filters = FilterContext.Of(
            options,
            scheduler,
            () => _settings.Options.Drain,
            _people,
            _traces,
            (level, what, detail) => Log(level, what, detail: detail),
            _recorder is null ? null : _recorder.Timer);
        _sessions = new SessionContext(
            _settings, scheduler, _broadcast, _effects, _arrivals, _refs, _progress, _traces, Close);
        _metrics = new ChatMetrics(
            _senders, _broadcast, _filters, _progress, _recorder is null ? null : () => !_recorder.HasStopped,
            scheduler);
        _ticks = Observable.Interval(TimeSpan.FromSeconds(1), scheduler).Select(_ => Unit.Default).Publish().RefCount();
        _seams = options.Seams;
        _events = _seams.Told(_refs.AnswerOnce(WhatIsTold())).Told(_recorder).Publish();
        Events = _events.Isolated(ReportBug);
    }

    /// <summary>The meter of System.Diagnostics.Metrics under which servers count: docs/metrics.md.</summary>
    public static string MeterName => ChatMetrics.Name;

    /// <summary>Where it listens, with the real ports, in the order given.</summary>
    public IReadOnlyList<string> Endpoints { get; private set; } = [];

    /// <summary>Which start of the numbers of messages this is; see <see cref="Position"/>.</summary>
    public string Epoch => _chat.Epoch;

    /// <summary>What the chat tells, in order, on the loop: an observer must not block. One that throws is reported to
    /// the log and sees no more; nobody else notices.</summary>
    public IObservable<ChatEvent> Events { get; }

    private IEnumerable<Session> Sessions => _open.Select(connection => connection.Owner).OfType<Session>();

    /// <summary>The whole flow, from its sources to its subscribers; the middle knows neither.</summary>
    private IDisposable Run()
    {
        // The broadcast is one subscriber, the history another, queries the third; whoever listens to Events is one
        // more. What becomes of a query comes after what it becomes of.
        var kept = _events.Kept().Subscribe(entry => _progress?.Append(entry), _ => { });
        var broadcast = _seams.Broadcast(_events.WhenKept(_seams.WaitsForCommits ? _progress : null, _scheduler))
            .WithGrace(() => _settings.Options.Grace, _scheduler)
            .WithoutNoticesIn(Names.Lobby, () => !_settings.Options.LobbyNotices).InCrowds(_ticks)
            .Merge(Beats()).Merge(_events.Results(_scheduler, ReportBug))
            .Subscribe(_broadcast.OnNext, End, EndOfEvents);
        var counted = _events.Subscribe(_metrics.Count, static _ => { });
        return StableCompositeDisposable.Create(_events.Connect(), kept, counted, broadcast);
    }

    private IObservable<ChatEvent> WhatIsTold() =>
        Sources()                                                           // commands, in the final order
            .FilterForEveryone(_filters)                                    // sees that order
            .Chat(                                                          // decided, applied
                _chat, () => _settings.Options, _seams.Clock(_scheduler), NextId, _people, _effects.Begin, _traces,
                ReportBug);

    // Until the last event: beats alone would keep the stream from its end.
    private IObservable<ChatEvent> Beats() => !_endpoints.Any(endpoint => endpoint.Protocol.AnswersBeats)
        ? Observable.Empty<ChatEvent>()
        : Observable.Interval(Session.BeatEvery, _scheduler).TakeUntil(_stop)
            .Do(_ => _sessions.Beat())
            .Select(_ => new ChatEvent(new Beat(), Audience.Everyone));

    private Ulid NextId() => _ids.Next(_scheduler.Now);

    private IObservable<Command> Sources()
    {
        var clients = _endpoints.Select(Clients).Merge().TakeUntil(_stop);
        return Observable.Merge(                                            // the one gate
            _seams.Asked(clients.Select(Commands).Merge()).Do(_ => { }, _effects.Complete), // what clients ask
            Observable.Merge(
                _stop.Do(_ => _arrivals.ComeAll()),                         // the server's own
                _program.TakeUntil(_stop),                                  // what the program says and does
                _ticks.SelectMany(_ => Overdue()).TakeUntil(_stop),         // who has to go, or to be told
                Expirations(),                                              // what is kept no longer
                _effects.Results)                                           // what comes of effects
                .Owned(_recorder)).Ended(_recorder);
    }

    private IObservable<Command> Expirations() =>
        _settings.Options.History is not { } history ? Observable.Empty<Command>()
        : history.Expirations.ObserveOn(_scheduler).Select(gone => new Expire(gone.Room, gone.UpTo)).TakeUntil(_stop);

    private IObservable<Session> Clients(Endpoint endpoint) =>
        endpoint.Listener.Connections
            .Introduced(_introductions, endpoint.Protocol)                  // a trusted proxy said whose it is
            .Where(connection => Admits(connection, endpoint.Protocol))     // within the limits
            .Opened(_openings, endpoint.Protocol, endpoint.Others)          // said what the protocol begins with
            .Select(connection => Begin(connection, endpoint));

    private IObservable<Command> Commands(Session session) =>
        Messages(session)                                                   // chunks as they came
            .Frames(session.Client.Conversation.Protocol.Framing, session)  // frames, decoded
            .Asked(_recorder, session, ReasonOf)                            // noted, where there is a recording
            .FilterPerClient(_filters)                                      // its state dies with the client
            .Attended(session, error => ReasonOf(session, error), Arrival(session)); // an error is one way of leaving

    private IObservable<ReadOnlyMemory<byte>> Messages(Session session) => session.Client.Conversation.Messages(
        _seams.Received(session.Connection.Bytes).Do(chunk => _metrics.Received += chunk.Length),
        bytes => _broadcast.Tell(session.Client, bytes));

    private IEnumerable<Command> Overdue() =>
        Silences().Concat(_refs.Overdue(_effects.IsUnderWay)).Concat(Voids());

    private IEnumerable<Command> Voids() => _chat.Expiring.Count == 0 ? []
        : [.. _chat.Expiring.Where(one => one.Until <= _scheduler.Now)
            .Select(one => new Disconnect(one.Person.Id, new TokenExpired()))];

    private IEnumerable<Command> Silences()
    {
        _senders.LookForFrozen();
        var options = _settings.Options;
        if (options.Idle == TimeSpan.Zero && options.FirstByte == TimeSpan.Zero
            && !_endpoints.Any(endpoint => endpoint.Protocol.AnswersBeats)) return [];
        return [.. Sessions.Select(session => (session.Client.Id, Reason: session.Silence(_scheduler.Elapsed())))
            .Where(silent => silent.Reason is not null)
            .Select(silent => new Disconnect(silent.Id, silent.Reason))];
    }

    private bool Admits(Connection connection, Protocol protocol)
    {
        _open.Add(connection);
        if (_admission.Enter(connection) is { } refusal)
        {
            LogRefused(connection, refusal);
            connection.Owner = new RefusedConnection(connection, Forget);
            connection.Send(protocol.TurnAway(refusal));
            connection.Close();
            return false;
        }
        return true;
    }

    private Session Begin(Connection connection, Endpoint endpoint)
    {
        var protocol = endpoint.Protocol;
        var id = ++_lastId;
        var person = _newcomers.Guest(id, connection, protocol, _identities.Next(_scheduler.Now));
        var client = new Recipient(id, connection, protocol.Begin(person), _senders, endpoint.Overflow);
        var session = new Session(person, client, connection, _sessions);
        connection.Owner = session;
        _broadcast.Expect(client);
        _metrics.Connected(protocol.Scheme);
        Log(LogLevel.Debug, "connected", id, connection.Peer);
        return session;
    }

    private void Close(Session session)
    {
        _admission.Leave(session.Connection);
        _metrics.Closed(session.Client.Conversation.Protocol.Scheme);
        Log(LogLevel.Debug, "closed", session.Client.Id);
        Forget(session.Connection);
    }

    private void Forget(Connection connection)
    {
        _open.Remove(connection);
        StoppedIfClosed();
    }
}
