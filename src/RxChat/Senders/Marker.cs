using System.Collections;

namespace RxChat;

/// <summary>A reply without a word: it is asked for when all before it was taken.</summary>
internal sealed class Marker(Action reached) : IEnumerator<Slice>
{
    private bool _isReached;

    public Slice Current => default;

    object IEnumerator.Current => Current;

    public bool MoveNext()
    {
        Reach();
        return false;
    }

    public void Reset() => throw new NotSupportedException();

    public void Dispose() => Reach();

    /// <summary>As if all before it was taken; once.</summary>
    public void Reach()
    {
        if (_isReached) return;
        _isReached = true;
        reached();
    }
}
