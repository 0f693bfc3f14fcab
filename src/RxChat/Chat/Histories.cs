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

    /// <summary>The bytes of all messages that are kept; what holds them is at most half as much more.</summary>
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
    private readonly Dictionary<string, long> _byKey = [];
    private readonly Queue<(long Seq, string Key)> _keys = new();
    private ImmutableArray<HistoryFirst> _firsts = firsts;
    private MessageRing _messages = new(room);

    public string Room { get; } = room;

    /// <summary>The number of the last message.</summary>
    public long Last { get; private set; } = last;

    /// <summary>The number of the first message that is kept.</summary>
    public long First => Last - _messages.Count + 1;

    public long Bytes => _messages.Bytes;

    /// <summary>Among the rooms.</summary>
    public LinkedListNode<RoomHistory>? Place { get; set; }

    /// <summary>The message that was said with a key, if it is kept.</summary>
    public Said? ByKey(string key) => _byKey.TryGetValue(key, out var seq) ? Read(seq) : null;

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
        _keys.Clear();
        _messages = new MessageRing(Room);
    }

    /// <summary>Keeps a message, whose number is the next, and returns how many bytes more that are.</summary>
    public long Add(Said said)
    {
        var before = Bytes;
        if (_messages.Count == Histories.MostPerRoom) ForgetFirst();
        _messages.Add(said);
        Last = said.Seq;
        if (said.Message.Key is { } key)
        {
            _byKey[key] = Last;
            _keys.Enqueue((Last, key));
        }
        return Bytes - before;
    }

    /// <summary>Forgets the first message, and returns how many bytes that were.</summary>
    public long ForgetFirst()
    {
        var (first, bytes) = (First, _messages.BytesOf(0));
        _messages.RemoveFirst();
        while (_keys.TryPeek(out var oldest) && oldest.Seq <= first)
        {
            _keys.Dequeue();
            if (_byKey.GetValueOrDefault(oldest.Key) == oldest.Seq) _byKey.Remove(oldest.Key);
        }
        return bytes;
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
            bytes -= _messages.BytesOf((int)(seq - First));
            if (bytes < 0 && page.Count > 0) break;
            page.Add(Read(seq));
        }
        if (fromEnd) page.Reverse();
        return new HistoryPage(Room, [.. page], page.Count < to - from + 1);
    }

    private Said Read(long seq) => _messages.Read((int)(seq - First), seq);
}
