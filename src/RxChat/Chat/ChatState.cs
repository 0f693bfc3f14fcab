using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RxChat;

/// <summary>
/// Who is here, under which name, in which rooms: the fold of the entries. <see cref="Applying"/> alone changes it, on
/// the loop.
/// </summary>
internal sealed class ChatState
{
    /// <summary>Everybody who is here, by number.</summary>
    public Dictionary<long, Presence> People { get; } = [];

    /// <summary>Everybody who is here, by the one name each has.</summary>
    public Dictionary<string, Presence> ByName { get; } = new(Names.Comparer);

    /// <summary>The rooms somebody is in.</summary>
    public Dictionary<string, Room> Rooms { get; } = new(Names.Comparer);

    /// <summary>What was said last, and under which numbers.</summary>
    public Histories Histories { get; } = new();

    /// <summary>Which start of the numbers this is: another one whenever the last of them might not have survived.
    /// </summary>
    public string Epoch => Epochs.IsEmpty ? "" : Epochs[^1];

    /// <summary>All of them.</summary>
    public ImmutableArray<string> Epochs { get; init; } = [];

    /// <summary>Whether the server drains.</summary>
    public bool IsStopping { get; set; }

    /// <summary>The person of this name; or the guest who is shown by this address on the model's wire.</summary>
    public Presence? Find(string name) =>
        ByName.TryGetValue(name, out var found) ? found
        : name.Contains(':', StringComparison.Ordinal) ? People.Values.FirstOrDefault(one => one.Person.Address == name)
        : null;

    /// <summary>The room somebody is in, by its name; false if they are not.</summary>
    public bool TryGetSeat(Presence by, string name, [NotNullWhen(true)] out Room? room) =>
        Rooms.TryGetValue(name, out room) && by.SeatIn(room) is not null;

    /// <summary>All of it as text, in an order of its own: two states are the same if this is.</summary>
    public override string ToString() => string.Join('\n', People.Values.OrderBy(one => one.Person.Id)
        .Select(one => $"{one.Person} in {string.Join(", ", one.Rooms)}")
        .Concat(Histories.All.OrderBy(history => history.Room, StringComparer.Ordinal).Select(history =>
            $"{history.Room}: {history.First} to {history.Last}, {history.Bytes} bytes, {history.Topic}"))
        .Append($"stopping: {IsStopping}"));
}

/// <summary>A person who is here, and the rooms they are in, in the order they entered.</summary>
internal sealed class Presence(Person person)
{
    private Few<Seat> _seats;

    public Person Person { get; set; } = person;

    public ref Few<Seat> Seats => ref _seats;

    public IEnumerable<string> Rooms
    {
        get
        {
            for (var i = 0; i < Seats.Count; i++) yield return Seats[i].Room.Name;
        }
    }

    public Seat? SeatIn(Room room)
    {
        for (var i = 0; i < _seats.Count; i++)
        {
            if (_seats[i].Room == room) return _seats[i];
        }
        return null;
    }
}

/// <summary>A room and who is in it.</summary>
internal sealed class Room(string name)
{
    public string Name { get; } = name;

    public Slots<Seat> Seats { get; } = new();
}

/// <summary>One person's place in one room.</summary>
internal sealed class Seat(Presence presence, Room room) : ISlotted
{
    public Presence Presence { get; } = presence;

    public Room Room { get; } = room;

    public int Slot { get; set; }
}
