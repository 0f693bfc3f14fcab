using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>Holds one client's frames back while it is over its rate, or while more than half of its room is backed up.</summary>
internal sealed class ClientBrake(Client client, Connection connection, Broadcast broadcast, Settings settings, IScheduler scheduler) : IBrake
{
    private const int DefaultRate = 50;

    // When the commands so far would be done at exactly the rate (the generic cell rate algorithm, ITU-T I.371): a burst of as many
    // as the rate runs it one second ahead of now.
    private DateTimeOffset _paidUntil = DateTimeOffset.MinValue;

    public void Received()
    {
        client.LastHeard = scheduler.Now;
        client.HasSpoken = true;
    }

    public bool Holds(Action resume)
    {
        if (client.Current is { } room && broadcast.IsCongested(room))
        {
            connection.Pause();
            broadcast.WhenClear(room, resume);
            return true;
        }
        var rate = settings.Options.Rate ?? (Admission.IsTrusted(connection) ? 0 : DefaultRate);
        if (rate == 0) return false;
        var now = scheduler.Now;
        var cost = TimeSpan.FromSeconds(1) / rate;
        if (_paidUntil < now) _paidUntil = now;
        var ahead = _paidUntil - now + cost;
        if (ahead <= TimeSpan.FromSeconds(1))
        {
            _paidUntil += cost;
            return false;
        }
        connection.Pause();
        scheduler.Schedule(resume, ahead - TimeSpan.FromSeconds(1), static (_, resume) => { resume(); return Disposable.Empty; });
        return true;
    }

    public void Released() => connection.Resume();
}
