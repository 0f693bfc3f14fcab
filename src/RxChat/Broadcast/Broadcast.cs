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
    private readonly Audience _everyone = new();
    private readonly TurnEnd _turnEnd;
    private object? _runFor;
    private int _written;

    public Broadcast(SenderSet senders)
    {
        _senders = senders;
        _turnEnd = new TurnEnd(senders.Settings, senders.Scheduler, EndTurn);
        _senders.CountsAsBacked += OnCountsAsBacked;
    }

    public int Clients => _everyone.Count;

    public void OnNext(ChatEvent value)
    {
        switch (value.Body)
        {
            case ChatMessage:
                Tell(value);
                break;
            case Arrived arrived:
                EndRun();
                _everyone.Subscribe(arrived.Client.Sender!, Outlet.IndexOf(arrived.Client.Protocol, elsewhere: false));
                break;
            case Departed departed:
                Depart(departed.Client);
                break;
            case Focused focused:
                EndRun();
                if (focused.Before is not null) Place(focused.Client, focused.Before.Audience, elsewhere: true);
                if (focused.Now is not null) Place(focused.Client, focused.Now.Audience, elsewhere: false);
                break;
            case Joined joined when value.Room is not null:
                EndRun();
                value.Room.Audience.Subscribe(joined.Client.Sender!, Outlet.IndexOf(joined.Client.Protocol, elsewhere: false));
                Tell(value);
                break;
            case Left left when value.Room is not null:
                Tell(value);
                EndRun();
                Leave(left.Client, value.Room.Audience);
                break;
            default:
                Tell(value);
                break;
        }
        _turnEnd.Request();
    }

    /// <summary>After the last event every client has departed; their senders close when they have sent everything.</summary>
    public void OnCompleted() => _turnEnd.Request();

    public void OnError(Exception error) => _turnEnd.Request();

    private void Tell(in ChatEvent told)
    {
        if (told.To is not null)
        {
            if (told.To.Sender is not { } sender) return;
            Run(sender);
            Write(told, Outlet.IndexOf(sender.Protocol, elsewhere: false), sender);
            return;
        }
        var audience = told.IsForEveryone ? _everyone : told.Room!.Audience;
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
            if (_senders.Backed == 0) outlet.Restart();
            if (!outlet.Log.Fits(needed)) _senders.CopyOut(outlet.Rotate(needed));
            _runFor = runFor;
        }
        _written += outlet.Write(told);
    }

    private void Run(object audienceOrSender)
    {
        if (ReferenceEquals(_runFor, audienceOrSender)) return;
        EndRun();
        _runFor = audienceOrSender;
    }

    private void EndRun(bool send = false)
    {
        var runFor = _runFor;
        _runFor = null;
        if (runFor is Audience audience)
        {
            for (var outlet = 0; outlet < _outlets.Length; outlet++)
            {
                if (!audience.HasListeners(outlet) || _outlets[outlet].EndRun() is not { IsEmpty: false } run) continue;
                if (send) audience.Send(outlet, run, _senders.Batch);
                else audience.OnNext(outlet, run);
            }
        }
        else if (runFor is Sender sender)
        {
            var run = _outlets[Outlet.IndexOf(sender.Protocol, elsewhere: false)].EndRun();
            if (!run.IsEmpty) sender.OnNext(run);
        }
    }

    private void SendEarly()
    {
        EndRun(send: true);
        _senders.SendAll();
        _written = 0;
    }

    private void EndTurn()
    {
        _written = 0;
        EndRun(send: true);
        _senders.EndTurn();
        if (_runFor is not null || !_senders.HaveSentAll) return;
        foreach (var outlet in _outlets) outlet.Restart();
    }

    private void Depart(Client client)
    {
        EndRun();
        if (client.Sender is not { } sender) return;
        client.Sender = null;
        if (_everyone.MembershipOf(sender) is { } membership) _everyone.Unsubscribe(membership);
        sender.OnCompleted();
    }

    private void Leave(Client client, Audience audience)
    {
        if (audience.MembershipOf(client.Sender!) is { } membership) audience.Unsubscribe(membership);
        ResumeIfClear(audience);
    }

    private static void Place(Client client, Audience audience, bool elsewhere)
    {
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
