using System.Collections.Immutable;

namespace RxChat;

/// <summary>What was said before a query began, in order, and from when on that is all.</summary>
internal readonly record struct Seed(ImmutableArray<Said> Said, DateTimeOffset Since);

/// <summary>A room of a query, what is in memory of it, and the first number that may be read by who asks.</summary>
internal readonly record struct SeededRoom(string Name, RoomHistory? History, long Readable)
{
    /// <summary>Whether something may have been said since a time that may not be read.</summary>
    public bool Hides(DateTimeOffset since) => Readable > 1 && History is { } history
        && (Readable <= history.First
            ? history.First > history.Last || history.Read(history.First).Id.Time >= since
            : history.Read(Readable - 1).Id.Time >= since);
}

/// <summary>
/// What queries begin with: the last entries of all their rooms together, at the very moment from which on they hear
/// what is said. Pure; changes nothing.
/// </summary>
internal static class Seeding
{
    /// <summary>Entries, and characters of texts, that are looked through at once, while nothing else is done.
    /// </summary>
    private const int MostEntries = 1000, MostText = 256 * 1024;

    /// <summary>Bytes of a page from elsewhere.</summary>
    private const int MostBytes = 128 * 1024;

    /// <summary>The pages that have to be read from elsewhere: of rooms of which memory does not go back so far.
    /// </summary>
    public static ImmutableArray<HistoryQuery> Missing(List<SeededRoom> rooms, DateTimeOffset from) =>
    [
        .. rooms.Where(room => room.History is { } history && history.First > room.Readable
                && history.Last - history.First + 1 is var kept && kept < MostEntries
                && (kept == 0 || history.Read(history.First).Id.Time >= from))
            .Select(room => new HistoryQuery(
                room.Name, room.Readable, room.History!.First - 1, MostEntries, MostBytes, FromEnd: true)),
    ];

    /// <summary>What was said since a time, the latest first looked at, as far as is known.</summary>
    /// <param name="rooms">Where.</param>
    /// <param name="pages">What was read of what is not in memory.</param>
    /// <param name="from">Since when.</param>
    /// <param name="now">If nothing is known, that is all there is.</param>
    /// <param name="last">Of which so many as it says are wanted, and no others; null wants all.</param>
    public static Seed Of(
        List<SeededRoom> rooms, ImmutableArray<HistoryPage> pages, DateTimeOffset from, DateTimeOffset now, Query? last)
    {
        var heads = rooms.Where(room => room.History is { Last: > 0 })
            .Select(room => new Head(room, Earlier(room, pages), from)).ToList();
        var (said, since, read, text) = (new List<Said>(), now, 0, 0);
        while (true)
        {
            // Where one room is not known any further, the others would be without it.
            if (heads.Exists(head => head.IsCut)) return Made(since);
            var latest = heads.Where(head => head.Entry is not null).MaxBy(head => head.Entry!.Id);
            if (latest is not { Entry: { } next } || next.Id.Time < from) return Made(from);
            if (read++ == MostEntries || text > MostText) return Made(since);
            since = next.Id.Time;
            if (next is Said { IsRemoved: false } message)
            {
                text += message.Message.Text.Length;
                if (last?.Matches(new Spoken(message)) != false) said.Add(message);
                if (said.Count == last?.End.Number) return Made(since);
            }
            latest.Advance();
        }

        Seed Made(DateTimeOffset known)
        {
            said.Reverse();
            return new Seed([.. said], known);
        }
    }

    // Those that come right before what is in memory: more may have been said, and forgotten, since they were read.
    private static ImmutableArray<Numbered> Earlier(SeededRoom room, ImmutableArray<HistoryPage> pages)
    {
        foreach (var page in pages.IsDefault ? [] : pages)
        {
            if (Names.Comparer.Equals(page.Room, room.Name) && page.Entries is [.., var end]
                && end.Seq == room.History!.First - 1) return page.Entries;
        }
        return [];
    }

    /// <summary>Where one is in a room, from its end.</summary>
    private sealed class Head
    {
        private readonly SeededRoom _room;
        private readonly ImmutableArray<Numbered> _earlier;
        private readonly DateTimeOffset _from;
        private long _seq;

        public Head(SeededRoom room, ImmutableArray<Numbered> earlier, DateTimeOffset from)
        {
            (_room, _earlier, _from, _seq) = (room, earlier, from, room.History!.Last + 1);
            Advance();
        }

        /// <summary>Null when there is no earlier one that is known.</summary>
        public Numbered? Entry { get; private set; }

        /// <summary>Whether there are earlier ones that are not known, and not known to be too early.</summary>
        public bool IsCut => Entry is null && _seq > 0
            && (_seq < _room.History!.First || _room.History.Read(_seq).Id.Time >= _from);

        public void Advance()
        {
            _seq--;
            var back = (int)(_room.History!.First - 1 - _seq);
            Entry = _seq < _room.Readable ? null
                : back < 0 ? _room.History.Read(_seq)
                : back < _earlier.Length ? _earlier[^(back + 1)]
                : null;
        }
    }
}
