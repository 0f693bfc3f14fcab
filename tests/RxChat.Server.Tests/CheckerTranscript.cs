using RxChat.Bench.Check;

namespace RxChat.Server.Tests;

/// <summary>What a guest got in a room, stay by stay: each stay is a piece of the room's order without a gap.</summary>
/// <param name="room">The room.</param>
/// <param name="who">Whose it is.</param>
/// <param name="speaker">The number under which it speaks.</param>
internal sealed class CheckerTranscript(CheckerRoom room, string who, int speaker)
{
    private readonly List<List<long>> _stays = [];

    /// <summary>Whether it is in the room.</summary>
    public bool IsThere { get; private set; }

    /// <summary>The last of its own messages that it got.</summary>
    public long LastOwn { get; private set; }

    public void Enter()
    {
        IsThere = true;
        _stays.Add([]);
    }

    public void Leave() => IsThere = false;

    public void Note(Payload.Mark mark)
    {
        if (mark.Publisher >= room.Speakers) return;
        if (mark.Publisher == speaker) LastOwn = mark.Sequence;
        if (IsThere) _stays[^1].Add(mark.Due);
        else room.Fault($"{who} got message {mark.Sequence} of {mark.Publisher} while it was not there");
    }

    /// <summary>
    /// Where in the order the last stay ends; null when nothing was said meanwhile, or nobody else got it.
    /// </summary>
    public int? End() => _stays[^1] is [.., var last] ? room.Order.PositionOf(last) : null;

    /// <summary>Holds every stay against the order, once that is complete.</summary>
    public void Check()
    {
        foreach (var stay in _stays.Where(stay => stay.Count > 0))
        {
            if (room.Order.PositionOf(stay[0]) is not { } first)
            {
                room.Fault($"{who} got a message that nobody else got");
                continue;
            }
            var wrong = Enumerable.Range(0, stay.Count)
                .FirstOrDefault(i => room.Order.PositionOf(stay[i]) != first + i, -1);
            if (wrong >= 0)
                room.Fault($"{who} lost, doubled or misordered message {wrong} of the {stay.Count} of a stay");
        }
    }
}
