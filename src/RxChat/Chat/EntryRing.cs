using System.Buffers.Binary;
using System.Text;

namespace RxChat;

/// <summary>
/// Entries of one room as bytes, one after the other in one array that is used round and round: so many that are kept
/// for a while would be moved by every garbage collection.
/// </summary>
internal sealed class EntryRing(string room)
{
    // Id, time, kind and whether it is a bot's, identity, and the lengths of name and key; the text is the rest.
    private const int Header = 16 + 8 + 1 + 16 + 4 + 4;

    // What it is about, if anything, comes after the header.
    private const int TargetBytes = 8 + 16;

    private const byte IsBot = 0x80, HasTarget = 0x40;

    private const int Smallest = 256;

    private byte[] _bytes = [];
    private (int Offset, int Length)[] _places = [];
    private int _first;
    private int _tail;

    public int Count { get; private set; }

    /// <summary>Those that the entries take.</summary>
    public int Bytes { get; private set; }

    /// <summary>The entry at a place from the first, which is 0.</summary>
    /// <param name="index">Which.</param>
    /// <param name="seq">Its number.</param>
    public Numbered Read(int index, long seq)
    {
        var (offset, length) = Place(index);
        var bytes = _bytes.AsSpan(offset, length);
        var flags = bytes[24];
        var at = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), TimeSpan.Zero);
        var (from, key) = (BinaryPrimitives.ReadInt32LittleEndian(bytes[41..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[45..]));
        var rest = bytes[Header..];
        Target? of = null;
        if ((flags & HasTarget) != 0)
        {
            of = new Target(BinaryPrimitives.ReadInt64LittleEndian(rest), UlidAt(rest[8..]));
            rest = rest[TargetBytes..];
        }
        return new HistoryRow(
            (HistoryKind)(flags & ~(IsBot | HasTarget)), seq, UlidAt(bytes), at,
            Encoding.UTF8.GetString(rest[..from]), UlidAt(bytes[25..]), (flags & IsBot) != 0,
            Encoding.UTF8.GetString(rest[(from + Math.Max(0, key))..]),
            key < 0 ? null : Encoding.UTF8.GetString(rest.Slice(from, key)), of).ToEntry(room);
    }

    /// <summary>The id of the entry at a place.</summary>
    public Ulid IdOf(int index) => UlidAt(_bytes.AsSpan(Place(index).Offset));

    /// <summary>Who did the entry at a place, if it is a message; else nobody.</summary>
    public Ulid AuthorOf(int index)
    {
        var bytes = _bytes.AsSpan(Place(index).Offset);
        return (bytes[24] & ~(IsBot | HasTarget)) == (int)HistoryKind.Message ? UlidAt(bytes[25..]) : default;
    }

    /// <summary>The bytes of the entry at a place.</summary>
    public int BytesOf(int index) => Place(index).Length;

    public void Add(Numbered entry)
    {
        // Almost all are these, and need no other form first.
        if (entry is Said { Message: var message })
        {
            Add(HistoryKind.Message, entry.Id, message.At, message.Sender?.Identity ?? default, message.Sender is null,
                message.From, message.Key, message.Text, message.ReplyTo);
            return;
        }
        var row = HistoryRow.From(entry);
        Add(row.Kind, row.Id, row.At, row.Identity, row.IsBot, row.Name, row.Key, row.Text, row.Of);
    }

    private void Add(
        HistoryKind kind, Ulid id, DateTimeOffset at, Ulid identity, bool isBot, string name, string? key, string text,
        Target? target)
    {
        var (from, ofKey) = (Encoding.UTF8.GetByteCount(name), key is null ? -1 : Encoding.UTF8.GetByteCount(key));
        var length = Header + (target is null ? 0 : TargetBytes) + from + Math.Max(0, ofKey)
            + Encoding.UTF8.GetByteCount(text);
        if (Count == _places.Length) GrowPlaces();
        var offset = Reserve(length);
        var bytes = _bytes.AsSpan(offset, length);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, id.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], at.UtcTicks);
        bytes[24] = (byte)((int)kind | (isBot ? IsBot : 0) | (target is null ? 0 : HasTarget));
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[25..], identity.Value);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[41..], from);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[45..], ofKey);
        var rest = bytes[Header..];
        if (target is { } of)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, of.Seq);
            BinaryPrimitives.WriteUInt128LittleEndian(rest[8..], of.Id.Value);
            rest = rest[TargetBytes..];
        }
        rest = rest[Encoding.UTF8.GetBytes(name, rest)..];
        if (key is not null) rest = rest[Encoding.UTF8.GetBytes(key, rest)..];
        Encoding.UTF8.GetBytes(text, rest);
        var place = _first + Count;
        _places[place < _places.Length ? place : place - _places.Length] = (offset, length);
        (_tail, Bytes) = (offset + length, Bytes + length);
        Count++;
    }

    public void RemoveFirst()
    {
        Bytes -= Place(0).Length;
        _first = (_first + 1) % _places.Length;
        Count--;
    }

    private static Ulid UlidAt(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128LittleEndian(bytes));

    private ref (int Offset, int Length) Place(int index) => ref _places[(_first + index) % _places.Length];

    /// <summary>Where so many bytes are free in one piece.</summary>
    private int Reserve(int length)
    {
        if (Count == 0 && length <= _bytes.Length) return 0;
        var head = Count == 0 ? 0 : Place(0).Offset;
        if (Count > 0 && _tail > head)
        {
            if (length <= _bytes.Length - _tail) return _tail;
            if (length <= head) return 0;
        }
        else if (Count > 0 && length <= head - _tail) return _tail;
        Grow(length);
        return _tail;
    }

    private void Grow(int length)
    {
        var needed = Bytes + length;
        var larger = new byte[Math.Max(Smallest, needed + (needed / 2))];
        var tail = 0;
        for (var i = 0; i < Count; i++)
        {
            ref var place = ref Place(i);
            _bytes.AsSpan(place.Offset, place.Length).CopyTo(larger.AsSpan(tail));
            place.Offset = tail;
            tail += place.Length;
        }
        (_bytes, _tail) = (larger, tail);
    }

    private void GrowPlaces()
    {
        var larger = new (int, int)[Math.Clamp(Count * 2, 8, Histories.MostPerRoom)];
        for (var i = 0; i < Count; i++) larger[i] = Place(i);
        (_places, _first) = (larger, 0);
    }
}
