using System.Runtime.InteropServices;

namespace RxChat;

/// <summary>
/// Makes what waits for the blocked fit in the memory it may take: those who take nothing and for whom most waits leave
/// something out, or go, until it does; and what keeps much alive for little is copied out.
/// </summary>
internal sealed class Relief
{
    private readonly Dictionary<Segment, Share> _shares = [];

    /// <summary>What copying would spare.</summary>
    private long _spare;

    /// <summary>Returns how many it cost something.</summary>
    public int Relieve(IReadOnlyCollection<Sender> blocked, SendMemory memory, long most)
    {
        (_spare, var relieved) = (0, 0);
        foreach (var sender in blocked) Note(sender, 1);
        while (memory.Used - _spare > most)
        {
            foreach (var sender in blocked.OrderByDescending(sender => (sender.IsFrozen, sender.Waiting)).ToList())
            {
                Note(sender, -1);
                sender.Relieve();
                Note(sender, 1);
                relieved++;
                if (memory.Used - _spare <= most) break;
            }
        }
        if (memory.Used > most)
        {
            foreach (var sender in blocked) sender.CopyOut(segment => _shares[segment].SpareOf(segment) > 0);
        }
        _shares.Clear();
        return relieved;
    }

    private void Note(Sender sender, int one)
    {
        foreach (var slice in sender.Waits)
        {
            ref var share = ref CollectionsMarshal.GetValueRefOrAddDefault(_shares, slice.Segment, out _);
            _spare -= share.SpareOf(slice.Segment);
            share = new Share(share.Slices + one, share.Bytes + (one * (long)slice.Length));
            _spare += share.SpareOf(slice.Segment);
        }
    }

    /// <summary>What waits of a segment.</summary>
    private readonly record struct Share(int Slices, long Bytes)
    {
        /// <summary>What copying it out would spare; nothing, where that is not worth while.</summary>
        public long SpareOf(Segment segment)
        {
            var spare = segment.Size - Segment.SizeOf(Slices, Bytes);
            return Slices > 0 && spare > segment.Size / 2 ? spare : 0;
        }
    }
}
