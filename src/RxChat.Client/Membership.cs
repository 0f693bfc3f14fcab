using System.Reactive.Subjects;

namespace RxChat.Client;

/// <summary>A room that somebody listens to: how far it was heard, over all connections.</summary>
internal sealed class Membership(string room)
{
    private string? _epoch;
    private long? _last;
    private bool _isIn;
    private Entered? _entered;

    public string Room { get; } = room;

    public Subject<RoomEvent> Events { get; } = new();

    public int Listeners { get; set; }

    /// <summary>By which its last join is answered; null has not asked.</summary>
    public string? Ref { get; set; }

    /// <summary>What enters the room, or takes it up where it was left.</summary>
    public Frame Join => new() { Type = "join", Room = Room, Epoch = _epoch, After = _last };

    /// <summary>The connection is lost.</summary>
    public void Leave() => _isIn = false;

    /// <summary>Tells who comes later where it is.</summary>
    public void Greet(IObserver<RoomEvent> observer)
    {
        if (_isIn && _entered is not null) observer.OnNext(_entered);
    }

    public void Hear(Frame frame) => Hear(frame, isOfPage: false);

    private void Hear(Frame frame, bool isOfPage)
    {
        switch (frame.Type)
        {
            case "joined" when frame.Members is { } members:
                _epoch = frame.Epoch;
                // All up to it was told, or counted as missed.
                _last = Math.Max(frame.Seq, _last ?? 0);
                _isIn = true;
                Events.OnNext(_entered = new Entered(
                    Room, members, (int)(frame.Count ?? members.Length), frame.Topic ?? "", frame.Seq));
                break;
            // Pages that were asked for are answers; those of a resume come before one is in.
            case "history" when !_isIn:
                foreach (var entry in frame.Messages ?? []) Hear(entry, isOfPage: true);
                break;
            case "missed":
                Events.OnNext(new Missed(Room, frame.Count ?? 0));
                break;
            case "rewound":
                _last = frame.Seq;
                Events.OnNext(new Rewound(Room, frame.Seq));
                break;
            case "joined" when frame.Name is { } name:
                Events.OnNext(new Joined(Room, name));
                break;
            case "typing" when frame.Name is { } name:
                Events.OnNext(new Typing(Room, name));
                break;
            case "left" when frame.Name is { } name:
                Events.OnNext(new Left(Room, name));
                break;
            case "renamed" when (frame.From, frame.To) is ({ } from, { } to):
                Events.OnNext(new Renamed(Room, from, to));
                break;
            case "presence" when frame.Name is { } name:
                Events.OnNext(new Presence(Room, name, frame.State == "away", frame.Text));
                break;
            case "presence":
                Events.OnNext(new Crowd(Room, frame.Joined ?? 0, frame.Left ?? 0));
                break;
            default:
                // What comes while pages do comes in one of them, too.
                if (frame.Entry() is not { } told || told.Seq <= _last || (!_isIn && !isOfPage)) break;
                _last = told.Seq;
                Events.OnNext(told);
                break;
        }
    }

    /// <summary>The server does not let one in.</summary>
    public void Refuse(Frame error) =>
        Events.OnNext(new NotEntered(Room, error.Code ?? "", error.Message ?? ""));
}
