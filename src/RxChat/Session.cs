using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>What all sessions of a server share.</summary>
internal sealed record SessionContext(Settings Settings, IScheduler Scheduler, Action<Session> Closed);

/// <summary>
/// A client and its connection. It reads the client's frames, and holds the next one back while the client is over its rate or more than
/// half of its room is backed up.
/// </summary>
internal sealed class Session(Client client, Connection connection, SessionContext context) : IConnectionOwner, IFrameReader<Command>
{
    private const int DefaultRate = 50;

    private readonly Sender _sender = client.Sender!;

    // When the commands so far would be done at exactly the rate (the generic cell rate algorithm, ITU-T I.371): a burst of as many
    // as the rate runs it one second ahead of now.
    private DateTimeOffset _paidUntil = DateTimeOffset.MinValue;

    public Client Client { get; } = client;

    public Connection Connection { get; } = connection;

    public int MaxFrame => context.Settings.Options.MaxFrame;

    public Command? Decode(ReadOnlySpan<byte> frame) => Client.Protocol.Decode(frame, Client, context.Scheduler.Now);

    public void Received()
    {
        Client.LastHeard = context.Scheduler.Now;
        Client.HasSpoken = true;
    }

    public bool Holds(Action resume)
    {
        if (Client.Current?.Audience is { IsCongested: true } audience)
        {
            Connection.Pause();
            audience.WhenClear(resume);
            return true;
        }
        var rate = context.Settings.Options.Rate ?? (Client.IsTrusted ? 0 : DefaultRate);
        return rate > 0 && HoldsToRate(rate, resume);
    }

    public void Released() => Connection.Resume();

    public void OnWritable() => _sender.SendMore();

    public void OnClosed()
    {
        _sender.Release();
        context.Closed(this);
    }

    private bool HoldsToRate(int rate, Action resume)
    {
        var now = context.Scheduler.Now;
        var cost = TimeSpan.FromSeconds(1) / rate;
        if (_paidUntil < now) _paidUntil = now;
        var ahead = _paidUntil - now + cost;
        if (ahead <= TimeSpan.FromSeconds(1))
        {
            _paidUntil += cost;
            return false;
        }
        Connection.Pause();
        context.Scheduler.Schedule(resume, ahead - TimeSpan.FromSeconds(1), static (_, resume) => { resume(); return Disposable.Empty; });
        return true;
    }
}
