using System.Net;

namespace RxChat;

/// <summary>Who is behind a connection, as the chat knows them. Only the chat changes it, on the loop.</summary>
internal sealed class Client(long id, Protocol protocol, EndPoint? peer, bool hideAddress, DateTimeOffset connectedAt)
{
    private Few<Seat> _seats;
    private string? _address;

    public long Id { get; } = id;

    public Protocol Protocol { get; } = protocol;

    public EndPoint? Peer { get; } = peer;

    /// <summary>Whether it is on this very machine (or in memory): limits per address and per client do not apply unless set.</summary>
    public bool IsTrusted { get; } = Admission.IsTrusted(peer);

    public string GuestName { get; } = Names.Guest(id);

    /// <summary>The name it took, if it did.</summary>
    public string? ChosenName { get; set; }

    public string Name => ChosenName ?? GuestName;

    /// <summary>What a guest is called where the model's wire is spoken.</summary>
    public string Address => _address ??= hideAddress ? GuestName : Peer?.ToString() ?? GuestName;

    /// <summary>What it is told goes here; the chat leaves that to the broadcast.</summary>
    public Sender? Sender { get; set; }

    /// <summary>Its places in rooms, in the order it took them.</summary>
    public ref Few<Seat> Seats => ref _seats;

    /// <summary>Where its texts go.</summary>
    public Room? Current { get; set; }

    /// <summary>From its <see cref="Connect"/> until it left; whatever else arrives of it is ignored.</summary>
    public bool IsPresent { get; set; }

    public DateTimeOffset LastHeard { get; set; } = connectedAt;

    public bool HasSpoken { get; set; }

    public ChatMessage Say(string text, DateTimeOffset now) => new(this, Name, Current?.Name ?? "", text, now);

    public Seat? SeatIn(Room room)
    {
        for (var i = 0; i < _seats.Count; i++)
        {
            if (_seats[i].Room == room) return _seats[i];
        }
        return null;
    }
}
