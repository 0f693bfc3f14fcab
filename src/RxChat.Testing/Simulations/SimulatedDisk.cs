using System.Collections.Immutable;
using System.Globalization;

namespace RxChat.Testing;

/// <summary>
/// What survives a crash of a simulated machine: the entries that were committed, and the epochs.
/// </summary>
internal sealed class SimulatedDisk
{
    private readonly Dictionary<string, KeptRoom> _rooms = [];
    private readonly List<string> _epochs = [];
    private bool _wasClosed = true;

    /// <summary>How long a commit takes.</summary>
    public TimeSpan CommitTime { get; set; } = SimulatedHistory.UsualCommit;

    /// <summary>Whether nothing can be committed.</summary>
    public bool Fails { get; set; }

    public IReadOnlyDictionary<string, KeptRoom> Rooms => _rooms;

    /// <summary>What there is for the next server. After an end that was not clean, its numbers are of another epoch.
    /// </summary>
    public HistoryStart Open()
    {
        if (!_wasClosed || _epochs.Count == 0)
            _epochs.Add(string.Create(CultureInfo.InvariantCulture, $"epoch-{_epochs.Count + 1}"));
        _wasClosed = false;
        return new HistoryStart(
            [.. _epochs],
            [
                .. _rooms.OrderBy(room => room.Key, StringComparer.Ordinal).Select(room => new HistoryRoom(
                    room.Key, room.Value.Last, [.. room.Value.Firsts], [.. room.Value.Rules], room.Value.Topic)),
            ]);
    }

    public void CloseCleanly() => _wasClosed = true;

    public void Keep(Numbered entry)
    {
        if (!_rooms.TryGetValue(entry.In, out var room)) _rooms[entry.In] = room = new KeptRoom();
        room.Keep(entry, _epochs.Count - 1);
    }

    public HistoryPage Page(HistoryQuery query)
    {
        var all = _rooms.GetValueOrDefault(query.Room)?.Between(query.From, query.To) ?? [];
        var wanted = query.FromEnd ? Enumerable.Reverse(all) : all;
        var (page, bytes, hasMore) = (new List<Numbered>(), query.Bytes, false);
        foreach (var entry in wanted)
        {
            bytes -= 2 * (entry as Said)?.Message.Text.Length ?? 0;
            hasMore = page.Count == query.Limit || (bytes < 0 && page.Count > 0);
            if (hasMore) break;
            page.Add(entry);
        }
        if (query.FromEnd) page.Reverse();
        return new HistoryPage(query.Room, [.. page], hasMore);
    }

    public Said? Find(SaidQuery query) => _rooms.GetValueOrDefault(query.Room)?.Find(query);
}

/// <summary>A room on a disk.</summary>
internal sealed class KeptRoom
{
    private readonly SortedList<long, Numbered> _entries = [];
    private readonly Dictionary<string, long> _byKey = [];
    private readonly Dictionary<Ulid, long> _byId = [];
    private readonly Dictionary<long, string> _originals = [];

    public long Last { get; private set; }

    public string Topic { get; private set; } = "";

    public List<HistoryFirst> Firsts { get; } = [];

    public List<Moderated> Rules { get; } = [];

    public bool Has(long seq) => _entries.ContainsKey(seq);

    public IEnumerable<Numbered> Between(long from, long to)
    {
        var keys = _entries.Keys;
        var (low, high) = (0, keys.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (keys[middle] < from) low = middle + 1;
            else high = middle;
        }
        for (; low < keys.Count && keys[low] <= to; low++) yield return _entries.Values[low];
    }

    public void Keep(Numbered entry, int epoch)
    {
        Last = entry.Seq;
        if (Firsts.Count == 0 || Firsts[^1].Epoch != epoch) Firsts.Add(new HistoryFirst(epoch, entry.Seq));
        _entries[entry.Seq] = entry;
        switch (entry)
        {
            case Said said:
                _byId[said.Id] = said.Seq;
                if (said.Message.Key is { } key) _byKey.TryAdd(key, said.Seq);
                break;
            case Edited edited:
                Replace(edited.Of, edited.Seq, edited.Message.Text);
                break;
            case Removed removed:
                Replace(removed.Of, removed.Seq, "");
                break;
            case TopicSet topic:
                Topic = topic.Topic;
                break;
            case Moderated act:
                Rules.Add(act);
                break;
        }
    }

    public Said? Find(SaidQuery query)
    {
        var seq = query switch
        {
            { Key: { } key } => _byKey.GetValueOrDefault(key),
            { Of: { Seq: > 0 } of } => of.Seq,
            { Of: { } of } => _byId.GetValueOrDefault(of.Id),
            _ => 0,
        };
        if (!_entries.TryGetValue(seq, out var found) || found is not Said said) return null;
        return query.IsOriginal && _originals.TryGetValue(seq, out var original)
            ? said with { Message = said.Message with { Text = original } } : said;
    }

    // A page has the last text alone, in the place of the message.
    private void Replace(Target of, long by, string text)
    {
        var seq = of.Seq > 0 ? of.Seq : _byId.GetValueOrDefault(of.Id);
        if (!_entries.TryGetValue(seq, out var found) || found is not Said said) return;
        _originals.TryAdd(seq, said.Message.Text);
        if (_entries.TryGetValue(said.ChangedBy, out var before) && before is Edited edited)
            _entries[edited.Seq] = edited with { Message = edited.Message with { Text = "" } };
        _entries[seq] = said with { Message = said.Message with { Text = text }, ChangedBy = by };
    }
}
