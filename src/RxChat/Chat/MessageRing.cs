using System.Buffers.Binary;
using System.Text;

namespace RxChat;

/// <summary>
/// Messages of one room as bytes, one after the other in one array that is used round and round: so many that are kept
/// for a while would be moved by every garbage collection.
/// </summary>
internal sealed class MessageRing(string room)
{
    // Id, time, whether it is a bot's, and the lengths of name and key; the text is the rest.
    private const int Header = 16 + 8 + 1 + 4 + 4;

    private const int Smallest = 256;

    private byte[] _bytes = [];
    private (int Offset, int Length)[] _places = [];
    private int _first;
    private int _tail;

    public int Count { get; private set; }

    /// <summary>Those that the messages take.</summary>
    public int Bytes { get; private set; }

    /// <summary>The message at a place from the first, which is 0.</summary>
    /// <param name="index">Which.</param>
    /// <param name="seq">Its number.</param>
    public Said Read(int index, long seq)
    {
        var (offset, length) = Place(index);
        var bytes = _bytes.AsSpan(offset, length);
        var id = new MessageId(BinaryPrimitives.ReadUInt128LittleEndian(bytes));
        var at = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), TimeSpan.Zero);
        var (isBot, from, key) = (bytes[24] != 0, BinaryPrimitives.ReadInt32LittleEndian(bytes[25..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[29..]));
        var name = Encoding.UTF8.GetString(bytes.Slice(Header, from));
        var text = Encoding.UTF8.GetString(bytes[(Header + from + Math.Max(0, key))..]);
        // Who said it is a name: their connection may be gone.
        var message = new ChatMessage(isBot ? null : new Person(0, name), name, room, text, at)
        {
            Key = key < 0 ? null : Encoding.UTF8.GetString(bytes.Slice(Header + from, key)),
        };
        return new Said(message, seq, id);
    }

    /// <summary>The bytes of the message at a place.</summary>
    public int BytesOf(int index) => Place(index).Length;

    public void Add(Said said)
    {
        var message = said.Message;
        var (from, key) = (Encoding.UTF8.GetByteCount(message.From),
            message.Key is null ? -1 : Encoding.UTF8.GetByteCount(message.Key));
        var length = Header + from + Math.Max(0, key) + Encoding.UTF8.GetByteCount(message.Text);
        if (Count == _places.Length) GrowPlaces();
        var offset = Reserve(length);
        var bytes = _bytes.AsSpan(offset, length);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, said.Id.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], message.At.UtcTicks);
        bytes[24] = message.Sender is null ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[25..], from);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[29..], key);
        var written = Header + Encoding.UTF8.GetBytes(message.From, bytes[Header..]);
        if (message.Key is not null) written += Encoding.UTF8.GetBytes(message.Key, bytes[written..]);
        Encoding.UTF8.GetBytes(message.Text, bytes[written..]);
        _places[(_first + Count) % _places.Length] = (offset, length);
        (_tail, Bytes) = (offset + length, Bytes + length);
        Count++;
    }

    public void RemoveFirst()
    {
        Bytes -= Place(0).Length;
        _first = (_first + 1) % _places.Length;
        Count--;
    }

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
