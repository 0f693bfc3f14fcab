using System.Net;

namespace RxChat;

/// <summary>Who is behind a connection, as the chat knows them. Only the chat changes it, on the loop.</summary>
internal sealed class Client(long id, Protocol protocol, EndPoint? peer, bool hideAddress, DateTimeOffset connectedAt)
{
    private string? _address;

    public long Id { get; } = id;

    public Protocol Protocol { get; } = protocol;

    public EndPoint? Peer { get; } = peer;

    public string GuestName { get; } = Names.Guest(id);

    /// <summary>The name it took, if it did.</summary>
    public string? ChosenName { get; set; }

    public string Name => ChosenName ?? GuestName;

    /// <summary>What a guest is called where the model's wire is spoken.</summary>
    public string Address => _address ??= hideAddress ? GuestName : Peer?.ToString() ?? GuestName;

    public List<Seat> Seats { get; } = new(1);

    /// <summary>Where its texts go.</summary>
    public Room? Current { get; set; }

    /// <summary>From its <see cref="Connect"/> until it left; whatever else arrives of it is ignored.</summary>
    public bool IsPresent { get; set; }

    public DateTimeOffset LastHeard { get; set; } = connectedAt;

    public bool HasSpoken { get; set; }

    public ChatMessage Say(string text, DateTimeOffset now) => new(this, Name, Current?.Name ?? "", text, now);

    public Seat? SeatIn(Room room)
    {
        foreach (var seat in Seats)
        {
            if (seat.Room == room) return seat;
        }
        return null;
    }
}
