using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat.Testing;

/// <summary>
/// A client's side of one simulated connection: what is sent takes a while and may arrive in pieces, what comes may not
/// be read, and the connection may end for one side alone.
/// </summary>
internal sealed class Uplink
{
    private const int MostPieces = 4, SplitOf = 125, SlowestMilliseconds = 20;

    private readonly World _world;
    private readonly int _client;
    private readonly MemoryPeer _peer;
    private readonly Action<byte[]> _heard;
    private readonly Action _lost;
    private readonly Action _ended;
    private readonly IDisposable _arrivals;
    private DateTimeOffset _sentAt;
    private bool _isLost;
    private bool _hasVanished;
    private int _frozen;

    /// <param name="world">Where.</param>
    /// <param name="client">Whose.</param>
    /// <param name="peer">By which the server is spoken to.</param>
    /// <param name="heard">Told what comes, within the server's sending of it.</param>
    /// <param name="lost">Told once that nothing comes any more.</param>
    /// <param name="ended">Told once that nothing goes either way.</param>
    public Uplink(World world, int client, MemoryPeer peer, Action<byte[]> heard, Action lost, Action ended)
    {
        (_world, _client, _peer, _heard, _lost, _ended) = (world, client, peer, heard, lost, ended);
        _arrivals = peer.Arrivals.Subscribe(Hear, Lose);
    }

    /// <summary>Whether its client does not hear what it is told, and may not know.</summary>
    public bool IsDeaf => _hasVanished || _frozen > 0;

    public void Send(byte[] bytes)
    {
        if (_isLost || _hasVanished) return;
        var now = _world.Time.Now;
        var chance = _world.Chance.Of(_client).Of(now.Ticks);
        var pieces = chance.Is(SplitOf) ? 1 + chance.Below(MostPieces) : 1;
        for (var (from, n) = (0, 1); from < bytes.Length; n++)
        {
            var length = n >= pieces ? bytes.Length - from : 1 + chance.Below(bytes.Length - from);
            var piece = bytes.AsMemory(from, length);
            from += length;
            var at = now + TimeSpan.FromMilliseconds(1 + chance.Below(SlowestMilliseconds));
            _sentAt = at > _sentAt ? at : _sentAt;
            _world.Time.Schedule((Uplink: this, piece), _sentAt, static (_, sent) =>
            {
                if (!sent.Uplink._isLost && !sent.Uplink._hasVanished) sent.Uplink._peer.Send(sent.piece.Span);
                return Disposable.Empty;
            });
        }
    }

    /// <summary>Both sides are told.</summary>
    public void Reset()
    {
        if (_isLost) return;
        if (_peer.ClosedAt is null) _peer.Reset();
        Lose();
    }

    /// <summary>Its client gives it up.</summary>
    public void Close()
    {
        if (_isLost) return;
        _isLost = true;
        _arrivals.Dispose();
        if (_hasVanished) return;
        _ended();
        if (_peer.ClosedAt is null) _peer.End();
    }

    /// <summary>Nothing goes either way any more; the server is told after a while, and its client never.</summary>
    public void Vanish(TimeSpan time)
    {
        if (_isLost || _hasVanished) return;
        _hasVanished = true;
        _peer.Freeze();
        _world.Time.Schedule(this, time, static (_, self) => { self.End(); return Disposable.Empty; });
    }

    /// <summary>Its client reads nothing, or so many bytes a second.</summary>
    public void Freeze(TimeSpan time, int bytes)
    {
        if (_isLost || _hasVanished) return;
        _frozen++;
        _peer.Freeze();
        var until = _world.Time.Now + time;
        _world.Time.Schedule(this, TimeSpan.FromSeconds(1), Tick);

        IDisposable Tick(IScheduler scheduler, Uplink self)
        {
            if (self._isLost || self._hasVanished) return Disposable.Empty;
            if (scheduler.Now < until)
            {
                if (bytes > 0) self._peer.Read(bytes);
                return scheduler.Schedule(self, TimeSpan.FromSeconds(1), Tick);
            }
            if (--self._frozen == 0) self._peer.Thaw();
            return Disposable.Empty;
        }
    }

    /// <summary>The server's machine has crashed; who is not there does not notice.</summary>
    public void ServerCrashed()
    {
        if (!_hasVanished) Lose();
    }

    // Who has not noticed by then that nobody is there does now.
    private void End()
    {
        if (_hasVanished)
        {
            _ended();
            var isNew = !_isLost;
            _isLost = true;
            _arrivals.Dispose();
            if (isNew) _lost();
        }
        if (_peer.ClosedAt is null) _peer.Reset();
    }

    private void Hear(byte[] bytes)
    {
        if (_isLost || _hasVanished) return;
        _world.Transcript.Heard(_client, bytes);
        _heard(bytes);
    }

    private void Lose()
    {
        if (_isLost || _hasVanished) return;
        _isLost = true;
        _arrivals.Dispose();
        _ended();
        _lost();
    }
}
