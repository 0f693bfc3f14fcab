using System.Reactive.Linq;

namespace RxChat;

/// <summary>A client's commands between its coming and its going.</summary>
internal static class Attendance
{
    /// <summary>
    /// Puts <see cref="Connect"/> and what the protocol opens with before a client's commands, and
    /// <see cref="Disconnect"/> after them, however they end: an error is one more way of leaving, and ends nobody
    /// else's stream. Nothing follows a <see cref="Disconnect"/>; of who leaves before it has come, there is nothing.
    /// </summary>
    /// <param name="commands">What the client asks.</param>
    /// <param name="session">Whose they are.</param>
    /// <param name="reasonOf">What the client is told of an error; null is nothing.</param>
    /// <param name="arrivals">When it comes.</param>
    public static IObservable<Command> Attended(
        this IObservable<Command> commands,
        Session session,
        Func<Exception, Refusal?> reasonOf,
        Arrivals arrivals) =>
        Observable.Create<Command>(observer =>
        {
            var attendee = new Attendee(observer, session, reasonOf);
            arrivals.Wait(attendee.Come);
            return commands.Subscribe(attendee);
        });

    private sealed class Attendee(IObserver<Command> observer, Session session, Func<Exception, Refusal?> reasonOf)
        : IObserver<Command>
    {
        private bool _hasCome;
        private bool _hasLeft;

        public void Come()
        {
            if (_hasLeft) return;
            _hasCome = true;
            observer.OnNext(new Connect(session.Person));
            if (session.Connection.Voucher is { } voucher)
                observer.OnNext(new Vouch(session.Client.Id, voucher));
            foreach (var command in session.Client.Conversation.Opening) observer.OnNext(command);
        }

        public void OnNext(Command value)
        {
            // A filter may disconnect others.
            if (value is Disconnect disconnect && disconnect.By == session.Client.Id) Leave(disconnect);
            else if (!_hasLeft) observer.OnNext(value);
        }

        public void OnError(Exception error) => Leave(new Disconnect(session.Client.Id, reasonOf(error)));

        public void OnCompleted() => Leave(new Disconnect(session.Client.Id));

        private void Leave(Disconnect disconnect)
        {
            if (_hasLeft) return;
            _hasLeft = true;
            if (_hasCome) observer.OnNext(disconnect);
            else session.Dismiss();
            observer.OnCompleted();
        }
    }
}
