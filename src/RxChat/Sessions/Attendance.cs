using System.Reactive.Linq;

namespace RxChat;

/// <summary>Who comes and goes.</summary>
internal interface IAttendant
{
    /// <summary>Who it is at first.</summary>
    Person Person { get; }

    /// <summary>On whose word it is somebody else then; null is nobody's.</summary>
    Voucher? Voucher { get; }

    /// <summary>What it asks by coming.</summary>
    IEnumerable<Command> Opening { get; }

    /// <summary>It goes before anybody knows of it.</summary>
    void Dismiss();
}

/// <summary>A client's commands between its coming and its going.</summary>
internal static class Attendance
{
    /// <summary>
    /// Puts <see cref="Connect"/> and what the protocol opens with before a client's commands, and
    /// <see cref="Disconnect"/> after them, however they end: an error is one more way of leaving, and ends nobody
    /// else's stream. Nothing follows a <see cref="Disconnect"/>; of who leaves before it has come, there is nothing.
    /// </summary>
    /// <param name="commands">What the client asks.</param>
    /// <param name="attendant">Whose they are.</param>
    /// <param name="reasonOf">What the client is told of an error; null is nothing.</param>
    /// <param name="wait">Calls back when it comes.</param>
    public static IObservable<Command> Attended(
        this IObservable<Command> commands,
        IAttendant attendant,
        Func<Exception, Refusal?> reasonOf,
        Action<Action> wait) =>
        Observable.Create<Command>(observer =>
        {
            var attendee = new Attendee(observer, attendant, reasonOf);
            wait(attendee.Come);
            return commands.Subscribe(attendee);
        });

    private sealed class Attendee(
        IObserver<Command> observer, IAttendant attendant, Func<Exception, Refusal?> reasonOf)
        : IObserver<Command>
    {
        private bool _hasCome;
        private bool _hasLeft;

        public void Come()
        {
            if (_hasLeft) return;
            _hasCome = true;
            observer.OnNext(new Connect(attendant.Person));
            if (attendant.Voucher is { } voucher)
                observer.OnNext(new Vouch(attendant.Person.Id, voucher));
            foreach (var command in attendant.Opening) observer.OnNext(command);
        }

        public void OnNext(Command value)
        {
            // A filter may disconnect others.
            if (value is Disconnect disconnect && disconnect.By == attendant.Person.Id) Leave(disconnect);
            else if (!_hasLeft) observer.OnNext(value);
        }

        public void OnError(Exception error) => Leave(new Disconnect(attendant.Person.Id, reasonOf(error)));

        public void OnCompleted() => Leave(new Disconnect(attendant.Person.Id));

        private void Leave(Disconnect disconnect)
        {
            if (_hasLeft) return;
            _hasLeft = true;
            if (_hasCome) observer.OnNext(disconnect);
            else attendant.Dismiss();
            observer.OnCompleted();
        }
    }
}
