using System.Reactive.Linq;

namespace RxChat;

/// <summary>A client's commands between its coming and its going.</summary>
internal static class Attendance
{
    /// <summary>
    /// Puts <see cref="Connect"/> before a client's commands and <see cref="Disconnect"/> after them, however they end: an error is one more
    /// way of leaving, and ends nobody else's stream.
    /// </summary>
    /// <param name="commands">What a client asks.</param>
    /// <param name="client">Who.</param>
    /// <param name="reasonOf">What the client is told of an error; null is nothing.</param>
    public static IObservable<Command> Attended(this IObservable<Command> commands, Client client, Func<Client, Exception, string?> reasonOf) =>
        Observable.Create<Command>(observer =>
        {
            observer.OnNext(new Connect(client));
            return commands.Subscribe(new Attendee(observer, client, reasonOf));
        });

    private sealed class Attendee(IObserver<Command> observer, Client client, Func<Client, Exception, string?> reasonOf) : IObserver<Command>
    {
        public void OnNext(Command value) => observer.OnNext(value);

        public void OnError(Exception error) => Leave(reasonOf(client, error));

        public void OnCompleted() => Leave(reason: null);

        private void Leave(string? reason)
        {
            observer.OnNext(new Disconnect(client, reason));
            observer.OnCompleted();
        }
    }
}
