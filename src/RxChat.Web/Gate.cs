using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;

namespace RxChat.Web;

/// <summary>Where connections come in that somebody else accepted; from any thread.</summary>
/// <param name="name">How the server's URL calls it.</param>
internal sealed class Gate(string name) : Listener
{
    private readonly Subject<Connection> _connections = new();
    private IScheduler? _loop;

    internal override bool Listens => false;

    public override IObservable<Connection> Connections => _connections;

    public override string Open(IScheduler loop)
    {
        _loop = loop;
        return name;
    }

    /// <summary>Lets one in; on a server that accepts no more it is closed at once.</summary>
    /// <param name="input">What the peer writes.</param>
    /// <param name="output">What it reads.</param>
    /// <param name="peer">Where it is.</param>
    /// <param name="ended">Told, on the loop, that nothing more is written to the output.</param>
    /// <param name="freed">Told, on the loop, that nothing more is read either.</param>
    /// <param name="voucher">Who it is; null is a guest.</param>
    public void Enter(
        Stream input, Stream output, EndPoint? peer, Action ended, Action freed, Voucher? voucher = null)
    {
        var loop = _loop ?? throw new InvalidOperationException("the server has not started");
        loop.Schedule(() =>
        {
            var connection = new StreamConnection(input, output, peer, ended, freed, loop) 
            {
                IsWithin = true, Voucher = voucher,
            };
            // A stop leaves nobody to accept.
            if (!_connections.HasObservers) connection.Abort();
            else _connections.OnNext(connection);
        });
    }

    protected override void Close() => _connections.OnCompleted();
}
