using System.Reactive.Disposables;

namespace RxChat;

/// <summary>
/// The one way out: events in, references to every client they are for. Each event is encoded once per outlet that somebody listens on;
/// consecutive events for the same audience are one run and reach each member as one reference, when the run or the turn ends.
/// </summary>
internal sealed class Broadcast : IObserver<ChatEvent>
{
    /// <summary>So much may be written before the turn's end before senders try to send it, so that one turn cannot fill their backlogs.</summary>
    private const int SendAfter = 256 * 1024;

    private readonly SenderSet _senders;
    private readonly Outlet[] _outlets = [.. Protocol.All.SelectMany(protocol => new[] { new Outlet(protocol, false), new Outlet(protocol, true) })];
    private readonly Dictionary<Room, Audience> _rooms = [];
    private readonly Audience _everyone = new();
    private readonly Pacer _pacer;
    private object? _runFor;
    private int _written;
    private bool _endTurnScheduled;

    public Broadcast(SenderSet senders)
    {
        _senders = senders;
        _pacer = new Pacer(senders.Settings, senders.Scheduler as EventLoop);
        _senders.CountsAsBacked += OnCountsAsBacked;
    }

    public int Clients => _everyone.Count;

    public int Rooms => _rooms.Count;

    public bool IsCongested(Room room) => _rooms.TryGetValue(room, out var audience) && audience.IsCongested;

    /// <summary>Calls back on the loop, later, when it is worth asking again whether the room is congested.</summary>
    public void WhenClear(Room room, Action resume) => _rooms[room].WhenClear(resume);

    public void OnNext(ChatEvent value)
    {
        switch (value.Body)
        {
            case Arrived arrived:
                EndRun();
                _everyone.Subscribe(arrived.Client.Sender!, Outlet.IndexOf(arrived.Client.Protocol, elsewhere: false));
                break;
            case Departed departed:
                Depart(departed.Client);
                break;
            case Focused focused:
                EndRun();
                if (focused.Before is not null) Place(focused.Client, focused.Before, elsewhere: true);
                if (focused.Now is not null) Place(focused.Client, focused.Now, elsewhere: false);
                break;
            case Joined joined when value.Room is not null:
                EndRun();
                Enter(joined.Client, value.Room);
                Tell(value);
                break;
            case Left left when value.Room is not null:
                Tell(value);
                EndRun();
                Leave(left.Client, value.Room);
                break;
            default:
                Tell(value);
                break;
        }
        ScheduleEndTurn();
    }

    /// <summary>After the last event every client has departed; their senders close when they have sent everything.</summary>
    public void OnCompleted() => ScheduleEndTurn();

    public void OnError(Exception error) => ScheduleEndTurn();

    private void Tell(in ChatEvent told)
    {
        if (told.To is not null)
        {
            if (told.To.Sender is not { } sender) return;
            Run(sender);
            Write(told, Outlet.IndexOf(sender.Protocol, elsewhere: false), sender);
            return;
        }
        var audience = told.IsForEveryone ? _everyone : _rooms[told.Room!];
        Run(audience);
        for (var outlet = 0; outlet < _outlets.Length; outlet++)
        {
            if (audience.HasListeners(outlet)) Write(told, outlet, audience);
        }
        if (_written > Math.Min(SendAfter, _senders.Options.Backlog / 4)) SendEarly();
    }

    private void Write(in ChatEvent told, int index, object runFor)
    {
        var outlet = _outlets[index];
        var needed = outlet.Protocol.MaxBytes(told);
        if (!outlet.Log.Fits(needed))
        {
            SendEarly();
            _senders.CopyOut(outlet.Log.Rotate(needed));
            Run(runFor);
        }
        _written += outlet.Write(told);
    }

    private void Run(object audienceOrSender)
    {
        if (ReferenceEquals(_runFor, audienceOrSender)) return;
        EndRun();
        _runFor = audienceOrSender;
        foreach (var outlet in _outlets) outlet.BeginRun();
    }

    private void EndRun()
    {
        if (_runFor is null) return;
        var runFor = _runFor;
        _runFor = null;
        for (var outlet = 0; outlet < _outlets.Length; outlet++)
        {
            var run = _outlets[outlet].EndRun();
            if (run.IsEmpty) continue;
            if (runFor is Sender sender) sender.OnNext(run);
            else ((Audience)runFor).OnNext(outlet, run);
        }
    }

    private void SendEarly()
    {
        EndRun();
        _senders.SendAll();
        _written = 0;
    }

    private void ScheduleEndTurn()
    {
        if (_endTurnScheduled) return;
        _endTurnScheduled = true;
        _senders.Scheduler.Schedule(this, _pacer.Hold(), static (_, self) => { self.EndTurn(); return Disposable.Empty; });
    }

    private void EndTurn()
    {
        _endTurnScheduled = false;
        _written = 0;
        _pacer.Begin();
        EndRun();
        _senders.EndTurn();
        _pacer.End();
    }

    private void Depart(Client client)
    {
        EndRun();
        if (client.Sender is not { } sender) return;
        client.Sender = null;
        if (_everyone.MembershipOf(sender) is { } membership) _everyone.Unsubscribe(membership);
        sender.OnCompleted();
    }

    private void Enter(Client client, Room room)
    {
        if (!_rooms.TryGetValue(room, out var audience)) _rooms[room] = audience = new Audience();
        audience.Subscribe(client.Sender!, Outlet.IndexOf(client.Protocol, elsewhere: false));
    }

    private void Leave(Client client, Room room)
    {
        var audience = _rooms[room];
        if (audience.MembershipOf(client.Sender!) is { } membership) audience.Unsubscribe(membership);
        ResumeIfClear(audience);
        if (audience.Count == 0) _rooms.Remove(room);
    }

    private void Place(Client client, Room room, bool elsewhere)
    {
        if (!_rooms.TryGetValue(room, out var audience)) return;
        if (audience.MembershipOf(client.Sender!) is { } membership) audience.Move(membership, Outlet.IndexOf(client.Protocol, elsewhere));
    }

    private void OnCountsAsBacked(Sender sender, bool backed)
    {
        for (var i = 0; i < sender.Memberships.Count; i++)
        {
            var audience = sender.Memberships[i].Audience;
            audience.CountBacked(backed);
            ResumeIfClear(audience);
        }
    }

    // On a turn of its own: this may be called while references are handed out.
    private void ResumeIfClear(Audience audience)
    {
        if (audience.IsCongested || audience.TakeWaiting() is not { } waiting) return;
        foreach (var resume in waiting) _senders.Scheduler.Schedule(resume, static (_, resume) => { resume(); return Disposable.Empty; });
    }
}
