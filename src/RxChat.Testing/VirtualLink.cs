using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Text;

namespace RxChat.Testing;

/// <summary>A way for a program to connect to a virtual chat, as RxChat.Client takes one.</summary>
public static class VirtualLink
{
    /// <summary>
    /// A function of the lines that go out to those that come in: each subscription is a connection, made at once, and
    /// ends with it. What comes in comes on the chat's clock, after the server has sent it.
    /// </summary>
    /// <param name="chat">Where to.</param>
    /// <param name="scheme">What is spoken: <c>json</c> or <c>line</c>.</param>
    public static Func<IObservable<string>, IObservable<string>> Link(this VirtualChat chat, string scheme = "json")
    {
        ArgumentNullException.ThrowIfNull(chat);
        return outgoing => Observable.Create<string>(observer =>
        {
            var peer = chat.Dial(scheme);
            var rest = new List<byte>();
            var incoming = peer.Arrivals.ObserveOn(chat.Scheduler).Subscribe(
                bytes =>
                {
                    foreach (var value in bytes)
                    {
                        if (value != (byte)'\n')
                        {
                            rest.Add(value);
                            continue;
                        }
                        var line = Encoding.UTF8.GetString([.. rest]);
                        rest.Clear();
                        observer.OnNext(line);
                    }
                },
                observer.OnCompleted);
            var outgo = outgoing.Subscribe(line => peer.Send(Encoding.UTF8.GetBytes(line + "\n")));
            return StableCompositeDisposable.Create(
                outgo, incoming, Disposable.Create(peer, static peer => { if (peer.ClosedAt is null) peer.Reset(); }));
        });
    }
}
