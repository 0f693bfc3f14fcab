namespace RxChat;

/// <summary>A list that mostly holds one or two: those take no memory of their own.</summary>
internal struct Few<T>
    where T : class
{
    private T? _first;
    private T? _second;
    private List<T>? _more;

    public int Count { get; private set; }

    public readonly T? Last => Count == 0 ? null : this[Count - 1];

    public readonly T this[int index] => index switch { 0 => _first!, 1 => _second!, _ => _more![index - 2] };

    public void Add(T item)
    {
        switch (Count++)
        {
            case 0: _first = item; break;
            case 1: _second = item; break;
            default: (_more ??= []).Add(item); break;
        }
    }

    /// <summary>Removes one and keeps the order of the others.</summary>
    public void Remove(T item)
    {
        var index = 0;
        while (index < Count && this[index] != item) index++;
        if (index == Count) return;
        for (; index < Count - 1; index++) Set(index, this[index + 1]);
        Set(--Count, null);
    }

    private void Set(int index, T? item)
    {
        if (index == 0) _first = item;
        else if (index == 1) _second = item;
        else if (item is not null) _more![index - 2] = item;
        else _more!.RemoveAt(index - 2);
    }
}
