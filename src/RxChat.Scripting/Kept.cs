namespace RxChat.Scripting;

/// <summary>
/// State of a filter file that outlives it: the next generation of the file finds it under the same name. On the loop.
/// </summary>
public sealed class Kept<T>
    where T : notnull
{
    private readonly FilterScope _scope;
    private readonly string _name;
    private readonly Func<T> _make;

    internal Kept(FilterScope scope, string name, Func<T> make)
    {
        if (KeptState.IsOfFile(typeof(T))) throw new InvalidOperationException(KeptState.OfFile(name, typeof(T)));
        (_scope, _name, _make) = (scope, name, make);
        scope.State.Declare(name);
    }

    /// <summary>What there is, or what is made now if there is nothing of this type.</summary>
    /// <exception cref="InvalidOperationException">It is of a type of the file's own, which is another one after it is
    /// saved.</exception>
    public T Value
    {
        get => _scope.State.Get(_name) is T value ? value : Value = _make();
        set => _scope.State.Set(_name, value);
    }
}

/// <summary>
/// What filter files keep, by name: at most <see cref="Most"/>, and of what the file in force no longer names nothing.
/// </summary>
public sealed class KeptState
{
    /// <summary>The most names of a file.</summary>
    public const int Most = 100;

    private readonly Lock _one = new();
    private readonly Dictionary<string, object> _values = [];
    private readonly HashSet<string> _names = [];

    internal static bool IsOfFile(Type type) =>
        type.Assembly.IsCollectible || type.GetGenericArguments().Any(IsOfFile)
        || (type.GetElementType() is { } element && IsOfFile(element));

    internal static string OfFile(string name, Type type) =>
        $"Kept \"{name}\" would hold {type.Name} of this file, which is another type after it is saved; "
        + "keep numbers, texts, tuples and collections of them";

    internal void Declare(string name)
    {
        lock (_one)
        {
            if (_names.Add(name) && _names.Count > Most)
                throw new InvalidOperationException($"a filter file may keep at most {Most} states");
        }
    }

    internal object? Get(string name)
    {
        lock (_one) return _values.GetValueOrDefault(name);
    }

    internal void Set(string name, object value)
    {
        if (IsOfFile(value.GetType())) throw new InvalidOperationException(OfFile(name, value.GetType()));
        lock (_one) _values[name] = value;
    }

    /// <summary>Another file takes over: what it does not name is forgotten.</summary>
    internal void Hand(KeptState to)
    {
        lock (_one)
        {
            lock (to._one)
            {
                to._names.Clear();
                to._names.UnionWith(_names);
                foreach (var name in to._values.Keys.Except(_names).ToArray()) to._values.Remove(name);
            }
        }
    }
}
