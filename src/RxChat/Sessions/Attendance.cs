using System.Reactive.Linq;

namespace RxChat;

/// <summary>A client's commands between its coming and its going.</summary>
internal static class Attendance
{
    /// <summary>
    /// Puts <see cref="Connect"/> and what the protocol opens with before a client's commands, and
    /// <see cref="Disconnect"/> after them, however they end: an error is one more way of leaving, and ends nobody
    /// else's stream. Nothing follows a <see cref="Disconnect"/>.
    /// </summary>
    /// <param name="commands">What a client asks.</param>
    /// <param name="person">Who.</param>
    /// <param name="opening">What the protocol asks for it at first.</param>
    /// <param name="reasonOf">What the client is told of an error; null is nothing.</param>
    public static IObservable<Command> Attended(
        this IObservable<Command> commands,
        Person person,
        IEnumerable<Command> opening,
        Func<Exception, Refusal?> reasonOf) =>
        Observable.Create<Command>(observer =>
        {
            observer.OnNext(new Connect(person));
            foreach (var command in opening) observer.OnNext(command);
            return commands.Subscribe(new Attendee(observer, person.Id, reasonOf));
        });

    private sealed class Attendee(IObserver<Command> observer, long id, Func<Exception,
        Refusal?> reasonOf) : IObserver<Command>
    {
        private bool _hasLeft;

        public void OnNext(Command value)
        {
            if (value is Disconnect disconnect) Leave(disconnect);
            else if (!_hasLeft) observer.OnNext(value);
        }

        public void OnError(Exception error) => Leave(new Disconnect(id, reasonOf(error)));

        public void OnCompleted() => Leave(new Disconnect(id));

        private void Leave(Disconnect disconnect)
        {
            if (_hasLeft) return;
            _hasLeft = true;
            observer.OnNext(disconnect);
            observer.OnCompleted();
        }
    }
}
