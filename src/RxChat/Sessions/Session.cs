using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>What all sessions of a server share.</summary>
/// <param name="Settings">The limits in force.</param>
/// <param name="Scheduler">The server's.</param>
/// <param name="Broadcast">Which knows how fast a room is.</param>
/// <param name="Effects">For which a client's later commands wait.</param>
/// <param name="Arrivals">Who is not announced yet.</param>
/// <param name="Refs">The commands that wait for an answer.</param>
/// <param name="History">How far it is; null is nothing to wait for.</param>
/// <param name="Traces">Where it is noted what becomes of messages.</param>
/// <param name="Closed">Told when its connection is gone.</param>
internal sealed record SessionContext(
    Settings Settings, IScheduler Scheduler, Broadcast Broadcast, Effects Effects, Arrivals Arrivals,
    OpenRefs Refs, HistoryProgress? History, Traces Traces, Action<Session> Closed)
{
    /// <summary>Whether the server stops, which waits for no room.</summary>
    public bool IsDraining { get; set; }

    /// <summary>When signs of life were asked for, the last time and the time before.</summary>
    public (TimeSpan Last, TimeSpan Before) Beats { get; private set; }

    /// <summary>They are asked for now.</summary>
    public void Beat() => Beats = (Scheduler.Elapsed(), Beats.Last);
}

/// <summary>
/// A client and its connection. It makes commands of the client's frames, and holds the next one back while the client
/// is over its rate, more than half of the room it speaks in is blocked, work is under way that the client asked for,
/// or it has not taken a long answer.
/// </summary>
internal sealed class Session(Person person, Recipient client, Connection connection, SessionContext context)
    : IConnectionOwner, IFrameReader<Command>, IAttendant
{
    private const int DefaultRate = 50;

    /// <summary>How long a client may take nothing of a long answer, while it asks for more.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Between two signs of life to those who answer them …</summary>
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(30);

    /// <summary>… and how long one may be without an answer. That it was asked counts, not time: nobody is asked
    /// while the process stands still.</summary>
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(45);

    // A burst of as many as the rate runs it one second ahead of now.
    private TimeSpan _paidUntil;
    private TimeSpan _heardAt = context.Scheduler.Elapsed();
    private bool _hasSpoken;
    private bool _isHeld;
    private IDisposable? _watch;
    private TimeSpan _tookAt;

    /// <summary>Who it is at first.</summary>
    public Person Person { get; } = person;

    public Recipient Client { get; } = client;

    public Connection Connection { get; } = connection;

    public Voucher? Voucher => Connection.Voucher;

    public IEnumerable<Command> Opening => Client.Conversation.Opening;

    public int MaxFrame => context.Settings.Options.MaxFrame;

    /// <summary>What comes of who is gone for the chat is nothing.</summary>
    public Command? Decode(ReadOnlySpan<byte> frame)
    {
        if (Client.IsCompleting) return null;
        return Client.Conversation.Decode(frame, context.Scheduler.Now);
    }

    public void Received()
    {
        _heardAt = context.Scheduler.Elapsed();
        _hasSpoken = true;
        context.Arrivals.ComeAll();
    }

    public bool Holds(Command? next, bool hasEnded, Action resume)
    {
        _isHeld = context.Effects.IsUnderWay(Client.Id, resume)
            || (next is not null && IsBehindAnswers(resume))
            || (next is ChatMessage message && !context.IsDraining
                && (context.Broadcast.IsCongested(message.Room, resume)
                    || IsAheadOfHistory(resume)))
            || (next is not null && !hasEnded && IsOverRate(resume));
        // What it has asked for is not waited for for ever when its stream has ended.
        if (_isHeld && next is null && Client.IsPulled && _watch is null)
        {
            _tookAt = context.Scheduler.Elapsed();
            Watch(s_patience);
        }
        if (_isHeld)
        {
            Connection.Pause();
            return true;
        }
        if (next is ChatMessage heard) context.Traces.Begin(heard);
        if (next?.Ref is not null) context.Refs.Begin(next);
        return false;
    }

    /// <summary>Who quits leaves as who ends its stream.</summary>
    public bool IsEnd(Command element) => element is Disconnect;

    public void Released()
    {
        // What came meanwhile was not looked at.
        (_isHeld, _heardAt) = (false, context.Scheduler.Elapsed());
        Connection.Resume();
    }

    /// <summary>Why it has to go, when it was silent for too long while it was listened to; else null.</summary>
    public Silent? Silence(TimeSpan now)
    {
        var (options, silent) = (context.Settings.Options, now - _heardAt);
        if (_isHeld || (Connection.IsWithin && !Client.Conversation.Protocol.AnswersBeats)) return null;
        if (!_hasSpoken && options.FirstByte > TimeSpan.Zero && silent >= options.FirstByte)
            return new Silent(options.FirstByte.TotalSeconds, SinceConnecting: true);
        if (options.Idle > TimeSpan.Zero && silent >= options.Idle)
            return new Silent(options.Idle.TotalSeconds, SinceConnecting: false);
        var asked = context.Beats.Before;
        // Who takes what waits for it, slowly, has not come to the question yet.
        if (Client.Conversation.Protocol.AnswersBeats && asked > _heardAt && now - asked >= s_answer
            && now - _tookAt >= s_answer)
            return new Silent(s_answer.TotalSeconds, SinceConnecting: false);
        return null;
    }

    /// <summary>It goes before anybody knows of it.</summary>
    public void Dismiss() => context.Broadcast.Dismiss(Client);

    public void OnWritable()
    {
        _tookAt = context.Scheduler.Elapsed();
        Client.OnWritable();
    }

    public void OnClosed()
    {
        _watch?.Dispose();
        Client.Release();
        context.Closed(this);
    }

    private bool IsBehindAnswers(Action resume)
    {
        if (!Client.IsPulled || Client.IsCompleting || context.IsDraining) return false;
        context.Broadcast.WhenTaken(Client.Id, resume);
        _tookAt = context.Scheduler.Elapsed();
        if (_watch is null) Watch(s_patience);
        return true;
    }

    /// <summary>Who takes nothing is not there: that its stream has ended is not seen while it is not listened to.
    /// </summary>
    private void Watch(TimeSpan time) => _watch = context.Scheduler.Schedule(time, () =>
    {
        _watch = null;
        if (!_isHeld || !Client.IsPulled) return;
        var left = _tookAt + s_patience - context.Scheduler.Elapsed();
        if (left > TimeSpan.Zero) Watch(left);
        else
        {
            Connection.Fail(new RefusedException(new ReadsTooSlowly(context.Settings.Options.Backlog)));
            // Whose stream has ended already is waited for no longer either.
            Client.OnCompleted();
        }
    });

    private bool IsAheadOfHistory(Action resume)
    {
        if (context.History is not { IsFull: true } history) return false;
        // A commit is told within an event, and what goes on then makes more.
        history.WhenLess(() =>
            context.Scheduler.Schedule(resume, static (_, resume) => { resume(); return Disposable.Empty; }));
        return true;
    }

    private bool IsOverRate(Action resume)
    {
        var rate = context.Settings.Options.Rate ?? (Admission.IsTrusted(Connection.Peer) ? 0 : DefaultRate);
        if (rate == 0) return false;
        var now = context.Scheduler.Elapsed();
        var cost = TimeSpan.FromSeconds(1) / rate;
        var wait = CellRate.Wait(_paidUntil, now, cost, burst: TimeSpan.FromSeconds(1));
        if (wait <= TimeSpan.Zero)
        {
            _paidUntil = CellRate.Pay(_paidUntil, now, cost);
            return false;
        }
        context.Scheduler.Schedule(resume, wait, static (_, resume) => { resume(); return Disposable.Empty; });
        return true;
    }
}
