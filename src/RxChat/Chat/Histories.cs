using System.Collections.Immutable;

namespace RxChat;

/// <summary>
/// What was said last, and the numbers of rooms, in memory: of a room the last <see cref="MostPerRoom"/>, of all rooms
/// <see cref="MostBytes"/>; beyond that, the room in which nothing was said for longest is forgotten, and of the last
/// one its first messages.
/// </summary>
internal sealed class Histories
{
    /// <summary>The messages of a room that are kept.</summary>
    public const int MostPerRoom = 1000;

    /// <summary>The bytes of all messages that are kept, as they are in memory.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    /// <summary>The rooms that are remembered.</summary>
    public const int MostRooms = 100_000;

    private readonly Dictionary<string, RoomHistory> _rooms = new(Names.Comparer);
    private readonly LinkedList<RoomHistory> _byUse = new();
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
        foreach (var room in start.Rooms) _rooms.Add(room.Room, new RoomHistory(room.Room, room.Last, room.Firsts));
    }

    /// <summary>Of a room in which something was said; else null.</summary>
    public RoomHistory? Of(string room) => _rooms.GetValueOrDefault(room);

    public void Keep(Said said)
    {
        var history = Touched(said.Message.Room);
        history.Begin(_epoch);
        _bytes += history.Add(said);
        while ((_bytes > MostBytes || _byUse.Count > MostRooms) && _byUse.Count > 1) ForgetOldestRoom();
        while (_bytes > MostBytes) _bytes -= history.ForgetFirst();
    }

    private void ForgetOldestRoom()
    {
        var oldest = _byUse.First!.Value;
        _byUse.RemoveFirst();
        oldest.Place = null;
        _bytes -= oldest.Bytes;
        if (IsBacked) oldest.Clear();
        else _rooms.Remove(oldest.Room);
    }

    private RoomHistory Touched(string room)
    {
        // Who speaks twice in a row, or in the only room there is, is there already.
        if (_byUse.Last is { } last && last.Value.Room == room) return last.Value;
        if (!_rooms.TryGetValue(room, out var history)) _rooms[room] = history = new RoomHistory(room, 0, []);
        if (history.Place is { } place)
        {
            _byUse.Remove(place);
            _byUse.AddLast(place);
        }
        else history.Place = _byUse.AddLast(history);
        return history;
    }
}

/// <summary>What was said last in a room.</summary>
internal sealed class RoomHistory(string room, long last, ImmutableArray<HistoryFirst> firsts)
{
    // A message, its sender's name, and what holds them.
    private const int Overhead = 300;

    private readonly Dictionary<string, Said> _byKey = [];
    private ImmutableArray<HistoryFirst> _firsts = firsts;
    private Said[] _ring = new Said[8];

    public string Room { get; } = room;

    /// <summary>The number of the last message.</summary>
    public long Last { get; private set; } = last;

    /// <summary>The number of the first message that is kept.</summary>
    public long First => Last - Count + 1;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Among the rooms.</summary>
    public LinkedListNode<RoomHistory>? Place { get; set; }

    /// <summary>The message that was said with a key, if it is kept.</summary>
    public Said? ByKey(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>The last number that survived of an earlier start of the numbers.</summary>
    public long SurvivedOf(int epoch)
    {
        foreach (var first in _firsts)
        {
            if (first.Epoch > epoch) return first.Seq - 1;
        }
        return Last;
    }

    /// <summary>Something is going to be said in this start of the numbers.</summary>
    public void Begin(int epoch)
    {
        if (_firsts.IsEmpty || _firsts[^1].Epoch < epoch) _firsts = _firsts.Add(new HistoryFirst(epoch, Last + 1));
    }

    /// <summary>Whether a page of what was said is all here.</summary>
    public bool Covers(HistoryQuery query) => query.From >= First || First <= 1
        || (query.FromEnd && Math.Min(query.To, Last) - First + 1 >= query.Limit);

    /// <summary>Forgets the messages, and no number.</summary>
    public void Clear()
    {
        _byKey.Clear();
        (_ring, Count, Bytes) = (new Said[8], 0, 0);
    }

    /// <summary>Keeps a message, whose number is the next, and returns how many bytes more that are.</summary>
    public long Add(Said said)
    {
        var before = Bytes;
        if (Count == _ring.Length && Count < Histories.MostPerRoom) Grow();
        if (Count == Histories.MostPerRoom) ForgetFirst();
        Last = said.Seq;
        Count++;
        this[Last] = said;
        Bytes += BytesOf(said);
        if (said.Message.Key is { } key) _byKey[key] = said;
        return Bytes - before;
    }

    /// <summary>Forgets the first message, and returns how many bytes that were.</summary>
    public long ForgetFirst()
    {
        var said = this[First];
        this[First] = null!;
        Count--;
        Bytes -= BytesOf(said);
        if (said.Message.Key is { } key && ReferenceEquals(_byKey.GetValueOrDefault(key), said)) _byKey.Remove(key);
        return BytesOf(said);
    }

    /// <summary>
    /// Those from one number to another, both kept; as many from the beginning, or from the end, as a page holds.
    /// </summary>
    public HistoryPage Page(HistoryQuery query)
    {
        var (from, to) = (Math.Max(query.From, First), Math.Min(query.To, Last));
        var (limit, bytes, fromEnd) = (query.Limit, query.Bytes, query.FromEnd);
        var page = new List<Said>();
        for (var seq = fromEnd ? to : from; seq >= from && seq <= to && page.Count < limit; seq += fromEnd ? -1 : 1)
        {
            var said = this[seq];
            bytes -= BytesOf(said);
            if (bytes < 0 && page.Count > 0) break;
            page.Add(said);
        }
        if (fromEnd) page.Reverse();
        return new HistoryPage(Room, [.. page], page.Count < to - from + 1);
    }

    private Said this[long seq]
    {
        get => _ring[seq % _ring.Length];
        set => _ring[seq % _ring.Length] = value;
    }

    private void Grow()
    {
        var (old, first) = (_ring, First);
        _ring = new Said[Math.Min(Histories.MostPerRoom, old.Length * 4)];
        for (var seq = first; seq <= Last; seq++) this[seq] = old[seq % old.Length];
    }


    private static int BytesOf(Said said) => Overhead + (2 * said.Message.Text.Length);
}
