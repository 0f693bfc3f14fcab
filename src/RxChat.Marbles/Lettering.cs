namespace RxChat.Marbles;

/// <summary>
/// Which letter of a diagram stands for which value: the one it was given, the value itself if
/// it is a letter, or the next one free.
/// </summary>
internal sealed class Lettering<T>
{
    private const string Another = " (another one: a comparer says which are the same)";

    private static readonly object s_null = new();

    private readonly Dictionary<object, char> _letters;
    private readonly SortedDictionary<char, T> _values = [];

    /// <param name="values">All that a diagram will show.</param>
    /// <param name="given">Letters that were given a meaning.</param>
    /// <param name="taken">Letters that no value may be allotted, since a diagram beside this
    /// one means something by them.</param>
    /// <param name="comparer">When two values are the same; null is as <see cref="Values"/> has it.</param>
    public Lettering(
        IEnumerable<T> values,
        IEnumerable<KeyValuePair<char, T>> given,
        IEnumerable<char> taken,
        IEqualityComparer<T>? comparer = null)
    {
        _letters = new(comparer is null ? Values.Comparer : new OfObjects(comparer));
        foreach (var (letter, value) in given)
        {
            _values[letter] = value;
            _letters.TryAdd(Key(value), letter);
        }
        var unlettered = new List<T>();
        foreach (var value in values)
        {
            if (!_letters.ContainsKey(Key(value)) && !(Own(value) is { } own && Assign(own, value)))
                unlettered.Add(value);
        }
        var reserved = taken.ToHashSet();
        using var free = Alphabet().Where(letter => !_values.ContainsKey(letter) && !reserved.Contains(letter))
            .GetEnumerator();
        foreach (var value in unlettered.Where(value => !_letters.ContainsKey(Key(value))))
        {
            if (!free.MoveNext())
            {
                throw new InvalidOperationException(
                    $"a diagram has no letters for more than {_values.Count} different values");
            }
            Assign(free.Current, value);
        }
    }

    public IReadOnlyDictionary<char, T> Legend => _values;

    public char this[T value] => _letters[Key(value)];

    /// <summary>The values that a reader cannot tell from their letters, a line each.</summary>
    public IEnumerable<string> Lines(IEnumerable<char> shown)
    {
        var written = new HashSet<string>();
        foreach (var letter in shown.Distinct().Order())
        {
            if (!_values.TryGetValue(letter, out var value) || Values.Text(value) == letter.ToString()) continue;
            var text = Values.Line(value);
            yield return $"{letter} = {text}{(written.Add(text) ? "" : Another)}";
        }
    }

    private bool Assign(char letter, T value)
    {
        if (!_values.TryAdd(letter, value)) return false;
        _letters.Add(Key(value), letter);
        return true;
    }

    private static char? Own(T value) =>
        Values.Text(value) is [var letter] && char.IsLetterOrDigit(letter) ? letter : null;

    private static object Key(T value) => (object?)value ?? s_null;

    // The letters of every script come after the English ones; digits would be read as numbers.
    private static IEnumerable<char> Alphabet() =>
        Range('a', 'z').Concat(Range('A', 'Z')).Concat(Range('\u00c0', '\uffdc').Where(char.IsLetter));

    private static IEnumerable<char> Range(char first, char last) =>
        Enumerable.Range(first, last - first + 1).Select(code => (char)code);

    private sealed class OfObjects(IEqualityComparer<T> comparer) : IEqualityComparer<object>
    {
        bool IEqualityComparer<object>.Equals(object? one, object? other) =>
            one is T first && other is T second ? comparer.Equals(first, second) : ReferenceEquals(one, other);

        int IEqualityComparer<object>.GetHashCode(object value) => value is T one ? comparer.GetHashCode(one) : 0;
    }
}
