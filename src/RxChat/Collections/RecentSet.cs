namespace RxChat;

/// <summary>What was added last: so many, and of more the first are forgotten.</summary>
internal sealed class RecentSet<T>(int most)
    where T : notnull
{
    private readonly HashSet<T> _items = [];
    private readonly Queue<T> _order = new();

    public bool Contains(T item) => _items.Count > 0 && _items.Contains(item);

    public void Add(T item)
    {
        if (!_items.Add(item)) return;
        _order.Enqueue(item);
        if (_order.Count > most) _items.Remove(_order.Dequeue());
    }
}
