using System.Globalization;
using System.Text.Json;

namespace RxChat.Web;

/// <summary>
/// How far somebody has heard each of some rooms, as text: <c>EPOCH room=7&amp;other=12.EARLIER</c>, names escaped
/// as in URLs; a number that is of an earlier start of the numbers says so.
/// </summary>
internal sealed class EventPosition
{
    private readonly Dictionary<string, (string Epoch, long Seq)> _rooms = new(Names.Comparer);
    private readonly HashSet<string> _joined = new(Names.Comparer);
    private readonly string _epoch;

    private EventPosition(string epoch) => _epoch = epoch;

    /// <summary>Nothing at all for no text; false for what is none.</summary>
    /// <param name="text">What <see cref="ToString"/> gave.</param>
    /// <param name="epoch">Of what is heard from now on.</param>
    /// <param name="position">What it says.</param>
    public static bool TryParse(string text, string epoch, out EventPosition position)
    {
        position = new EventPosition(epoch);
        var parts = text.Split(' ', 2);
        if (parts.Length < 2) return text.Length == 0;
        foreach (var room in parts[1].Split('&'))
        {
            if (room.Split('=') is not [var name, var heard]) return false;
            var (seq, earlier) = heard.Split('.', 2) is [var one, var two] ? (one, two) : (heard, parts[0]);
            if (!long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !earlier.All(char.IsAsciiLetterOrDigit)) return false;
            position._rooms[Uri.UnescapeDataString(name)] = (earlier, number);
        }
        return true;
    }

    /// <summary>What was heard last in a room; null if nothing was.</summary>
    public (string Epoch, long Seq)? Of(string room) => _rooms.TryGetValue(room, out var last) ? last : null;

    /// <summary>Takes note of an object; whether it says how far one is.</summary>
    /// <param name="heard">Which.</param>
    /// <param name="isMissed">Whether it was said before one came, and is told in its place now. Before one is in a
    /// room, nothing else says how far one is.</param>
    public bool Follow(JsonElement heard, bool isMissed)
    {
        if (!heard.TryGetProperty("room", out var named) || !heard.TryGetProperty("seq", out var seq)) return false;
        var room = named.GetString()!;
        if (heard.TryGetProperty("epoch", out _)) _joined.Add(room);
        var isRewound = heard.GetProperty("type").GetString() == "rewound";
        if (!isMissed && !isRewound && !_joined.Contains(room)) return false;
        _rooms[room] = (_epoch, seq.GetInt64());
        return true;
    }

    public override string ToString() => $"{_epoch} " + string.Join('&', _rooms.Select(room =>
        $"{Uri.EscapeDataString(room.Key)}={room.Value.Seq}"
        + (room.Value.Epoch == _epoch ? "" : $".{room.Value.Epoch}")));
}
