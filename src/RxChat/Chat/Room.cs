namespace RxChat;

/// <summary>A room and who is in it; entering and leaving take the same time however many are there.</summary>
internal sealed class Room(string name)
{
    /// <summary>Up to so many members each coming and going is told; above it one line a second says how many.</summary>
    public const int Intimate = 50;

    private readonly List<Seat> _seats = [];

    public string Name { get; } = name;

    /// <summary>Who hears what is said in it; the chat leaves that to the broadcast.</summary>
    public Audience Audience { get; } = new();

    public int Count => _seats.Count;

    public IEnumerable<Client> Members => _seats.Select(seat => seat.Client);

    /// <summary>Comings and goings not told yet.</summary>
    public int UntoldJoined { get; set; }

    public int UntoldLeft { get; set; }

    public Seat Enter(Client client)
    {
        var seat = new Seat(client, this) { Index = _seats.Count };
        _seats.Add(seat);
        client.Seats.Add(seat);
        return seat;
    }

    public void Leave(Seat seat)
    {
        var last = _seats[^1];
        _seats[seat.Index] = last;
        last.Index = seat.Index;
        _seats.RemoveAt(_seats.Count - 1);
        seat.Client.Seats.Remove(seat);
    }
}

/// <summary>One client's place in one room.</summary>
internal sealed class Seat(Client client, Room room)
{
    public Client Client { get; } = client;

    public Room Room { get; } = room;

    public int Index { get; set; }
}
