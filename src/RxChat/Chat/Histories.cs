namespace RxChat;

/// <summary>
/// What was said last, and the numbers of rooms, in memory: of a room the last <see cref="MostPerRoom"/>, of all rooms
/// <see cref="MostBytes"/>; beyond that, what was said in the room in which nothing was for longest is forgotten, and
/// of the last one its first messages.
/// </summary>
internal sealed class Histories
{
    /// <summary>The entries of a room that are kept.</summary>
    public const int MostPerRoom = 1000;

    /// <summary>The bytes of all entries that are kept; what holds them is at most half as much more.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    /// <summary>The rooms that are remembered.</summary>
    public const int MostRooms = 100_000;

    private readonly Dictionary<string, RoomHistory> _rooms = new(Names.Comparer);
    private readonly LinkedList<RoomHistory> _byUse = new();

    // Of which nothing but the last number is known, in the order in which they were forgotten.
    private readonly LinkedList<RoomHistory> _empty = new();
    private long _bytes;
    private int _epoch;

    /// <summary>Whether what is kept here no longer is kept elsewhere, so that numbers are never forgotten.</summary>
    public bool IsBacked { get; private set; }

    public IEnumerable<RoomHistory> All => _rooms.Values;

    /// <summary>Knows of what was said before this server.</summary>
    public void Open(HistoryStart start)
    {
        IsBacked = true;
        _epoch = start.Epochs.Length - 1;
        foreach (var room in start.Rooms)
        {
            _rooms.Add(
                room.Room, new RoomHistory(room.Room, room.Last, room.Firsts) { Topic = room.Topic });
        }
    }

    /// <summary>Of a room in which something was said; else null.</summary>
    public RoomHistory? Of(string room) =>
        _byUse.Last is { Value: var last } && last.Room == room ? last : _rooms.GetValueOrDefault(room);

    public void Keep(Numbered entry)
    {
        var history = Touched(entry.In);
        history.Begin(_epoch);
        _bytes += history.Add(entry);
        while ((_bytes > MostBytes || _byUse.Count > MostRooms) && _byUse.Count > 1) ForgetOldestRoom();
        while (_empty.Count > MostRooms) ForgetOldestNumbers();
        while (_bytes > MostBytes) _bytes -= history.ForgetFirst();
    }

    /// <summary>Forgets the entries of a room up to a number.</summary>
    public void Forget(string room, long upTo)
    {
        if (Of(room) is not { } history) return;
        while (history.First <= Math.Min(upTo, history.Last)) _bytes -= history.ForgetFirst();
    }

    private void ForgetOldestRoom()
    {
        var oldest = _byUse.First!.Value;
        _byUse.RemoveFirst();
        _bytes -= oldest.Bytes;
        oldest.Clear();
        // What is backed keeps its numbers anyway.
        oldest.Place = IsBacked ? null : _empty.AddLast(oldest);
    }

    private void ForgetOldestNumbers()
    {
        _rooms.Remove(_empty.First!.Value.Room);
        _empty.RemoveFirst();
    }

    private RoomHistory Touched(string room)
    {
        // Who speaks twice in a row, or in the only room there is, is there already.
        if (_byUse.Last is { } last && last.Value.Room == room) return last.Value;
        if (!_rooms.TryGetValue(room, out var history)) _rooms[room] = history = new RoomHistory(room, 0, []);
        if (history.Place is { } place)
        {
            place.List!.Remove(place);
            _byUse.AddLast(place);
        }
        else history.Place = _byUse.AddLast(history);
        return history;
    }
}
