namespace RxChat;

/// <summary>
/// Something that knows its place in <see cref="Slots{T}"/>, and so is taken out without being looked for.
/// </summary>
internal interface ISlotted
{
    int Slot { get; set; }
}

/// <summary>A set in no particular order: adding and removing take the same time however many there are.</summary>
internal sealed class Slots<T>
    where T : class, ISlotted
{
    private readonly List<T> _items = [];

    public int Count => _items.Count;

    public List<T>.Enumerator GetEnumerator() => _items.GetEnumerator();

    public IEnumerable<T> Items => _items;

    public void Add(T item)
    {
        item.Slot = _items.Count;
        _items.Add(item);
    }

    /// <summary>Puts the last one in the place of the one that goes.</summary>
    public void Remove(T item)
    {
        var last = _items[^1];
        _items[item.Slot] = last;
        last.Slot = item.Slot;
        _items.RemoveAt(_items.Count - 1);
    }
}
