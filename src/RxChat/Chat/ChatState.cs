using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RxChat;

/// <summary>
/// Who is here, under which name, in which rooms: the fold of the entries. <see cref="Applying"/> alone changes it, on
/// the loop.
/// </summary>
internal sealed class ChatState
{
    /// <summary>Every connection that is here, by number.</summary>
    public Dictionary<long, Presence> People { get; } = [];

    /// <summary>Everybody who is here, by the one name each has.</summary>
    public Dictionary<string, Holder> ByName { get; } = new(Names.Comparer);

    /// <summary>The rooms somebody is in.</summary>
    public Dictionary<string, Room> Rooms { get; } = new(Names.Comparer);

    /// <summary>Everybody who is here and has an account.</summary>
    public Dictionary<Ulid, Holder> Accounts { get; } = [];

    /// <summary>The threads of everybody who has any, by their rooms.</summary>
    public Dictionary<Ulid, List<string>> Threads { get; } = [];

    /// <summary>What stands in rooms, if anything ever did.</summary>
    public Dictionary<string, RoomRules> Rules { get; } = new(Names.Comparer);

    /// <summary>What somebody is told of, beside rooms.</summary>
    public StandingQueries Queries { get; } = new();

    /// <summary>What was said last, and under which numbers.</summary>
    public Histories Histories { get; } = new();

    /// <summary>Which start of the numbers this is: another one whenever the last of them might not have survived.
    /// </summary>
    public string Epoch => Epochs.IsEmpty ? "" : Epochs[^1];

    /// <summary>All of them.</summary>
    public ImmutableArray<string> Epochs { get; init; } = [];

    /// <summary>Those who are who they are until some time.</summary>
    public HashSet<Presence> Expiring { get; } = [];

    /// <summary>Whether the server drains.</summary>
    public bool IsStopping { get; set; }

    /// <summary>The person of this name; or the guest who is shown by this address on the model's wire.</summary>
    public Holder? Find(string name) =>
        ByName.TryGetValue(name, out var found) ? found
        : name.Contains(':', StringComparison.Ordinal)
            ? People.Values.FirstOrDefault(one => one.Person.Address == name)?.Holder
        : null;

    /// <summary>How a person is connected, if they are.</summary>
    public IEnumerable<Person> ConnectionsOf(Person person)
    {
        if (!ByName.TryGetValue(person.Name, out var holder)) yield break;
        for (var i = 0; i < holder.Connections.Count; i++) yield return holder.Connections[i].Person;
    }

    /// <summary>The room somebody is in, by its name; false if they are not.</summary>
    public bool TryGetSeat(Presence by, string name, [NotNullWhen(true)] out Room? room) =>
        Rooms.TryGetValue(name, out room) && by.SeatIn(room) is not null;

    /// <summary>All of it as text, in an order of its own: two states are the same if this is.</summary>
    public override string ToString() => string.Join('\n', People.Values.OrderBy(one => one.Person.Id)
        .Select(one => $"{one.Person} in {string.Join(", ", one.Rooms)}")
        .Concat(Histories.All.OrderBy(history => history.Room, StringComparer.Ordinal).Select(history =>
            $"{history.Room}: {history.First} to {history.Last}, {history.Bytes} bytes, {history.Topic}"))
        .Concat(Rules.OrderBy(rules => rules.Key, StringComparer.Ordinal).SelectMany(rules => rules.Value.Standing)
            .Select(act => $"{act}"))
        .Concat(Queries.All.OrderBy(query => query.Id).Select(query =>
            $"{query.Id} {query.Key}: {string.Join(", ", query.People.Select(one => one.Person.Id).Order())}"))
        .Append($"stopping: {IsStopping}"));

    /// <summary>Knows of what was said, and stands, before this server.</summary>
    public void Open(HistoryStart start)
    {
        Histories.Open(start);
        foreach (var act in start.Rooms.SelectMany(room => room.Rules)) Keep(act);
        foreach (var room in start.Rooms)
        {
            if (DirectThread.TryParse(room.Room, out var thread)) Know(thread);
        }
    }

    /// <summary>Takes note of until when somebody is who they are; null is for ever.</summary>
    public void Limit(Presence presence, DateTimeOffset? until)
    {
        presence.Until = until;
        if (until is null) Expiring.Remove(presence);
        else Expiring.Add(presence);
    }

    /// <summary>Takes note of a thread in which something is said for the first time.</summary>
    public void Know(DirectThread thread)
    {
        foreach (var person in new[] { thread.One, thread.Other }.Distinct())
        {
            if (!Threads.TryGetValue(person, out var own)) Threads[person] = own = [];
            own.Add(thread.Room);
        }
    }

    /// <summary>Takes note of what stands in a room from now on.</summary>
    public void Keep(Moderated act)
    {
        if (!Rules.TryGetValue(act.Room, out var rules)) Rules[act.Room] = rules = new RoomRules();
        rules.Apply(act);
    }
}

/// <summary>Who has a name: one connection or, of an account, several.</summary>
internal sealed class Holder
{
    private Few<Presence> _connections;

    public ref Few<Presence> Connections => ref _connections;

    public Person Person => _connections[0].Person;

    /// <summary>What is kept with it; null has no account.</summary>
    public Account? Account { get; set; }

    /// <summary>What they say to being away; null is here.</summary>
    public string? Away { get; set; }

    /// <summary>Whom they do not want to hear.</summary>
    public ImmutableArray<string> Ignored { get; set; } = [];

    /// <summary>Those they are in, by whatever connection.</summary>
    public IEnumerable<Room> Rooms()
    {
        var rooms = new HashSet<Room>();
        for (var i = 0; i < _connections.Count; i++) rooms.UnionWith(_connections[i].Places);
        return rooms;
    }

    public bool Ignores(string name) => Ignored.Length > 0 && Ignored.Contains(name, Names.Comparer);

    /// <summary>Its place in a room; of several the first. Null if it has none.</summary>
    public Seat? SeatIn(Room room)
    {
        for (var i = 0; i < _connections.Count; i++)
        {
            if (_connections[i].SeatIn(room) is { } seat) return seat;
        }
        return null;
    }
}

/// <summary>A connection of a person who is here, and the rooms it is in, in the order it entered.</summary>
internal sealed class Presence(Person person, Holder holder)
{
    private Few<Seat> _seats;
    private Few<StandingQuery> _queries;

    public Person Person { get; set; } = person;

    /// <summary>Who they were when they came, and are when they log out.</summary>
    public Person Guest { get; } = person;

    public Holder Holder { get; set; } = holder;

    /// <summary>When the word is void by which they are who they are; null is never.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>The room its protocol opens with, where it may not be until it logs in; null is none.</summary>
    public string? BarredFrom { get; set; }

    public ref Few<Seat> Seats => ref _seats;

    /// <summary>Those it is told of.</summary>
    public ref Few<StandingQuery> Queries => ref _queries;

    public IEnumerable<string> Rooms => Places.Select(room => room.Name);

    public IEnumerable<Room> Places
    {
        get
        {
            for (var i = 0; i < Seats.Count; i++) yield return Seats[i].Room;
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

    /// <summary>Of connections.</summary>
    public Slots<Seat> Seats { get; } = new();

    /// <summary>How many people they are.</summary>
    public int Members { get; set; }
}

/// <summary>One person's place in one room.</summary>
internal sealed class Seat(Presence presence, Room room, long after) : ISlotted
{
    /// <summary>What had been said last when they came.</summary>
    public long After { get; } = after;

    public Presence Presence { get; } = presence;

    public Room Room { get; } = room;

    public int Slot { get; set; }
}
