using System.Diagnostics.Metrics;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>
/// The one way out: events in, slices to every client they are for. Each event is encoded once per encoding that
/// somebody of its audience listens on; consecutive events for the same audience are one run and reach each client as
/// one slice, when the run or the turn ends.
/// </summary>
internal sealed class Broadcast
{
    /// <summary>
    /// So much may be written before the turn's end before senders try to send it, so that one turn cannot fill their
    /// queues.
    /// </summary>
    private const int SendAfter = 256 * 1024;

    /// <summary>Of more who are blocked it is not noted that a message waits for them.</summary>
    private const int MostTraced = 100;

    private readonly SenderSet _senders;
    private readonly Outlets _outlets = new();
    private readonly Places _places;
    private readonly TurnEnd _turnEnd;
    private readonly Run _run = new();
    private readonly SharedPages _sharedPages = new();
    private readonly List<TimeSpan> _said = [];
    private readonly Traces? _traces;
    private int _written;

    public Broadcast(SenderSet senders)
    {
        (_senders, _traces) = (senders, senders.Traces);
        _places = new Places(_outlets);
        _turnEnd = new TurnEnd(senders.Settings, senders.Scheduler, EndTurn);
    }

    private int SendAfterNow => Math.Min(SendAfter, _senders.Options.Backlog / 4);

    public int Clients => _places.Clients;

    /// <summary>Messages and notices that were given to clients.</summary>
    public long Deliveries { get; private set; }

    /// <summary>Where it is recorded how long messages take from the turn in which they come here until sockets are
    /// given them.</summary>
    public Histogram<double>? Latency { get; set; }

    /// <summary>Expects a client, of whom events will tell that it has arrived.</summary>
    public void Expect(Recipient client) => _places.Expect(client);

    /// <summary>Expects a client no more; it is closed.</summary>
    public void Dismiss(Recipient client)
    {
        _places.Forget(client);
        _turnEnd.Request();
    }

    /// <summary>
    /// Whether who publishes in the room is too fast for it; if so, calls back when it is worth asking again.
    /// </summary>
    public bool IsCongested(string room, Action resume)
    {
        if (_senders.BlockedCount == 0 || _places.In(room) is not { IsCongested: true } place) return false;
        place.WhenClear(resume);
        return true;
    }

    /// <summary>
    /// Calls back, on a turn of its own, when a client has taken everything it was told so far, or takes nothing more.
    /// </summary>
    public void WhenTaken(long client, Action taken)
    {
        void Later() => _senders.Scheduler.Schedule(taken, static (_, taken) => { taken(); return Disposable.Empty; });
        if (_places.Client(client) is not { IsCompleting: false } there)
        {
            Later();
            return;
        }
        EndRun();
        there.Pull(new Marker(Later));
        _turnEnd.Request();
    }

    /// <summary>Sends bytes that are no event's to a client; one that takes nothing is not waited for.</summary>
    public void Tell(Recipient client, byte[] bytes)
    {
        if (client.IsBlocked) return;
        client.OnNext(Slice.Of(bytes));
        _turnEnd.Request();
    }

    public void OnNext(ChatEvent value)
    {
        if (value.To.IsOne) TellOne(value);
        else TellMany(value);
        if (Latency is { Enabled: true } && value is { Body: Said, To.IsOne: false })
            _said.Add(_senders.Scheduler.Elapsed());
        _turnEnd.Request();
    }

    /// <summary>
    /// After the last event every client has departed; their connections close when they have been sent everything.
    /// </summary>
    public void OnCompleted() => _turnEnd.Request();

    private void TellMany(in ChatEvent told)
    {
        if (_places.Of(told.To) is not { } place) return;
        Begin(place);
        var tag = _senders.UsesTags ? TagOf(told.Body, place) : default;
        foreach (var outlet in _outlets.All)
        {
            if (!place.HasAny(outlet)) continue;
            var length = Write(told, outlet, place, tag);
            if (length > 0) Deliveries += place.CountOn(outlet);
            if (told.Body is Said said) _traces?.Wrote(said, outlet.Name, length, place.CountOn(outlet));
            if (told.To.But != 0 && length > 0)
            {
                _run.Holes.Add(new Hole(told.To.But, outlet, outlet.Position - length, outlet.Position));
                if (_places.Client(told.To.But)?.MembershipIn(place)?.Outlet == outlet) Deliveries--;
            }
            foreach (var choosy in place.Choosy)
            {
                if (choosy.Outlet != outlet || choosy.Client.Id == told.To.But || length == 0
                    || !choosy.Client.Conversation.Hides(told.Body)) continue;
                _run.Holes.Add(new Hole(choosy.Client.Id, outlet, outlet.Position - length, outlet.Position));
                Deliveries--;
                if (told.Body is Said hidden) _traces?.Hid(hidden, choosy.Client.Id);
            }
        }
        if (_senders.BlockedCount > 0 && told.Body is Said waiting) TraceBlocked(waiting, place);
        if (_written > SendAfterNow) SendEarly();
    }

    private void TraceBlocked(Said said, Subscribers place)
    {
        foreach (var client in _senders.AllBlocked.OfType<Recipient>().Take(MostTraced))
        {
            if (client.MembershipIn(place) is not null) _traces?.Waits(said, client.Id, client.Waiting);
        }
    }

    /// <summary>
    /// What is for one client may say where it is from now on, and in which encoding it hears that place.
    /// </summary>
    private void TellOne(in ChatEvent told)
    {
        if (_places.Client(told.To.Only) is not { } client) return;
        EndRun();
        if (client.Conversation.Hears(told) is { } encoding)
        {
            // What was said before is of any length, and counts for nobody's backlog.
            // A long answer can cost nobody its own place: it is taken as the client takes it.
            if (told.Body is HistoryPage page) client.Pull(_sharedPages.Of(page, encoding).GetEnumerator());
            else if (encoding.MaxBytes(told) > SendAfterNow) client.Pull(Pages(told, encoding));
            else
            {
                Begin(client);
                var outlet = _outlets.Of(encoding);
                var length = Write(told, outlet, client);
                if (length > 0) Deliveries++;
                // Between two alone.
                if (told.Body is Said said) _traces?.Wrote(said, outlet.Name, length, clients: 1);
                EndRun();
            }
        }
        _places.Follow(told.Body, client);
    }

    private static IEnumerator<Slice> Pages(in ChatEvent told, WireEncoding encoding) =>
        encoding.EncodeInPages(told).Select(Slice.Of).GetEnumerator();

    // What somebody says in a room replaces what they said there before, where that is wanted.
    private Tag TagOf(EventBody told, Subscribers place)
    {
        var policy = place.Room is { } room ? _senders.Settings.OverflowIn(room) : null;
        if (told is not Said { Message: { } message }) return new Tag(policy, key: 0);
        var sender = message.Sender is { } person
            ? (ulong)person.Id * 2
            : (2UL * (uint)message.From.GetHashCode(StringComparison.Ordinal)) + 1;
        return new Tag(policy, ((ulong)place.Number << 34) ^ sender);
    }

    private int Write(in ChatEvent told, Outlet outlet, object audience, Tag tag = default)
    {
        var needed = outlet.MaxBytes(told);
        if (!outlet.Log.Fits(needed))
        {
            SendEarly();
            if (_senders.HaveSentAll) outlet.Restart();
            if (!outlet.Log.Fits(needed)) _senders.CopyOut(outlet.Rotate(needed));
            Begin(audience);
        }
        var length = outlet.Write(told, tag);
        _written += length;
        return length;
    }

    private void Begin(object audience)
    {
        if (ReferenceEquals(_run.Audience, audience)) return;
        EndRun();
        _run.Audience = audience;
    }

    private void EndRun()
    {
        if (_run.Audience is null) return;
        _run.End(_outlets);
    }

    private void SendEarly()
    {
        Send();
        _senders.Flush();
        _written = 0;
    }

    private void Send()
    {
        _senders.SendNow();
        EndRun();
        _senders.SendLater();
    }

    private void EndTurn()
    {
        _written = 0;
        Send();
        _senders.EndTurn();
        RecordLatency();
        if (_run.Audience is not null || !_senders.HaveSentAll) return;
        foreach (var outlet in _outlets.All) outlet.Restart();
    }

    // Of what was said in this turn, or while it was spaced, the present is the same.
    private void RecordLatency()
    {
        if (_said.Count == 0) return;
        var now = (_senders.Scheduler as EventLoop)?.Elapsed ?? _senders.Scheduler.Elapsed();
        foreach (var said in _said) Latency!.Record((now - said).TotalSeconds);
        _said.Clear();
    }
}
