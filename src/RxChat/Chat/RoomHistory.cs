using System.Collections.Immutable;

namespace RxChat;

/// <summary>What was said last in a room, and what became of it.</summary>
internal sealed class RoomHistory(string room, long last, ImmutableArray<HistoryFirst> firsts)
{
    // Of an object and its place in a dictionary.
    private const int ChangeBytes = 200;

    private const int MostPages = 8;

    private readonly Dictionary<string, long> _byKey = [];
    private readonly Queue<(long Seq, string Key)> _keys = new();
    private readonly Dictionary<long, Numbered> _changed = [];

    // Of a message, which may be forgotten before its edits are.
    private readonly Dictionary<long, long> _lastEdits = [];
    private ImmutableArray<HistoryFirst> _firsts = firsts;
    private EntryRing _entries = new(room);
    private long _changedBytes;

    // The last ones: who comes back at the same time asks for the same.
    private List<(HistoryQuery Query, WeakReference<HistoryPage> Page)>? _pages;

    public string Room { get; } = room;

    /// <summary>The number of the last entry.</summary>
    public long Last { get; private set; } = last;

    /// <summary>The number of the first entry that is kept.</summary>
    public long First => Last - _entries.Count + 1;

    public long Bytes => _entries.Bytes + _changedBytes;

    /// <summary>What it is about; empty is nothing.</summary>
    public string Topic { get; set; } = "";

    /// <summary>Among the rooms.</summary>
    public LinkedListNode<RoomHistory>? Place { get; set; }

    /// <summary>The message that was said with a key, if it is kept.</summary>
    public Said? ByKey(string key) => _byKey.TryGetValue(key, out var seq) ? Read(seq) as Said : null;

    /// <summary>The message that is meant; the last one of an author where none is named. Null if it is not kept.
    /// </summary>
    public Said? Find(Target target, Ulid author)
    {
        if (target.Seq > 0) return target.Seq >= First && target.Seq <= Last ? Read(target.Seq) as Said : null;
        for (var index = _entries.Count - 1; index >= 0; index--)
        {
            var isMeant = target.Id != default ? _entries.IdOf(index) == target.Id : _entries.AuthorOf(index) == author;
            if (isMeant && Read(First + index) is Said { IsRemoved: false } said) return said;
        }
        return null;
    }

    /// <summary>A message with the text it had first; one that is not kept here is as it was found.</summary>
    public Said OriginalOf(Said said) =>
        said.Seq >= First ? (Said)_entries.Read((int)(said.Seq - First), said.Seq) : said;

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

    /// <summary>Forgets the entries, and no number.</summary>
    public void Clear()
    {
        _byKey.Clear();
        _keys.Clear();
        _changed.Clear();
        _lastEdits.Clear();
        _changedBytes = 0;
        _pages = null;
        _entries = new EntryRing(Room);
    }

    /// <summary>Keeps an entry, whose number is the next, and returns how many bytes more that are.</summary>
    public long Add(Numbered entry)
    {
        var before = Bytes;
        _pages = null;
        if (_entries.Count == Histories.MostPerRoom) ForgetFirst();
        _entries.Add(entry);
        Last = entry.Seq;
        switch (entry)
        {
            case Said { Message.Key: { } key }:
                _byKey[key] = Last;
                _keys.Enqueue((Last, key));
                break;
            case Edited edited:
                Replace(edited.Of.Seq, edited.Message.Text, Last);
                _lastEdits[edited.Of.Seq] = Last;
                if (_lastEdits.Count > 2 * Histories.MostPerRoom) ForgetOldEdits();
                break;
            case Removed removed:
                Replace(removed.Of.Seq, "", Last);
                _lastEdits.Remove(removed.Of.Seq);
                break;
            case TopicSet topic:
                Topic = topic.Topic;
                break;
        }
        return Bytes - before;
    }

    /// <summary>The entry of a number, which is kept.</summary>
    public Numbered Read(long seq) =>
        _changed.TryGetValue(seq, out var changed) ? changed : _entries.Read((int)(seq - First), seq);

    /// <summary>Forgets the first entry, and returns how many bytes that were.</summary>
    public long ForgetFirst()
    {
        var (first, before) = (First, Bytes);
        _pages = null;
        _entries.RemoveFirst();
        Unchange(first);
        while (_keys.TryPeek(out var oldest) && oldest.Seq <= first)
        {
            _keys.Dequeue();
            if (_byKey.GetValueOrDefault(oldest.Key) == oldest.Seq) _byKey.Remove(oldest.Key);
        }
        return before - Bytes;
    }

    /// <summary>
    /// Those from one number to another, both kept; as many from the beginning, or from the end, as a page holds.
    /// </summary>
    public HistoryPage Page(HistoryQuery query)
    {
        foreach (var (asked, read) in _pages ?? [])
        {
            if (asked == query && read.TryGetTarget(out var shared)) return shared;
        }
        var page = ReadPage(query);
        if (_pages is { Count: MostPages }) _pages.Clear();
        (_pages ??= []).Add((query, new WeakReference<HistoryPage>(page)));
        return page;
    }

    private HistoryPage ReadPage(HistoryQuery query)
    {
        var (from, to) = (Math.Max(query.From, First), Math.Min(query.To, Last));
        var (limit, bytes, fromEnd) = (query.Limit, query.Bytes, query.FromEnd);
        var page = new List<Numbered>();
        for (var seq = fromEnd ? to : from; seq >= from && seq <= to && page.Count < limit; seq += fromEnd ? -1 : 1)
        {
            bytes -= BytesOf(seq);
            if (bytes < 0 && page.Count > 0) break;
            page.Add(Read(seq));
        }
        if (fromEnd) page.Reverse();
        return new HistoryPage(Room, [.. page], page.Count < to - from + 1);
    }

    // What was edited is as long as it is now.
    private int BytesOf(long seq) => _entries.BytesOf((int)(seq - First))
        + (_changed.TryGetValue(seq, out var changed) && changed is Said said ? 2 * said.Message.Text.Length : 0);

    /// <summary>A message has another text now, and the edit before has none any more.</summary>
    private void Replace(long seq, string text, long by)
    {
        if (_lastEdits.TryGetValue(seq, out var edit) && edit >= First && Read(edit) is Edited edited)
            Change(edit, edited with { Message = edited.Message with { Text = "" } }, 0);
        if (seq >= First && Read(seq) is Said said)
            Change(seq, said with { Message = said.Message with { Text = text }, ChangedBy = by }, text.Length);
    }

    /// <summary>Those that are kept no longer.</summary>
    private void ForgetOldEdits()
    {
        foreach (var (of, edit) in _lastEdits)
        {
            if (edit < First) _lastEdits.Remove(of);
        }
    }

    private void Change(long seq, Numbered entry, int characters)
    {
        Unchange(seq);
        _changed[seq] = entry;
        _changedBytes += ChangeBytes + (2 * characters);
    }

    private void Unchange(long seq)
    {
        if (!_changed.Remove(seq, out var entry)) return;
        _changedBytes -= ChangeBytes + (entry is Said said ? 2 * said.Message.Text.Length : 0);
    }
}
