using System.Collections;
using System.Globalization;

namespace RxChat.Marbles;

/// <summary>
/// When two values are the same to a diagram, and how one is written: a list is its
/// elements, not the object that holds them.
/// </summary>
internal sealed class Values : IEqualityComparer<object?>
{
    public static readonly Values Comparer = new();

    public new bool Equals(object? one, object? other) =>
        object.Equals(one, other)
        || (one is ICollection ones && other is ICollection others && ones.Count == others.Count
            && ones.Cast<object?>().SequenceEqual(others.Cast<object?>(), this));

    public int GetHashCode(object? value)
    {
        if (value is not ICollection values) return value?.GetHashCode() ?? 0;
        return values.Cast<object?>().Aggregate(17, (hash, element) => unchecked((hash * 31) + GetHashCode(element)));
    }

    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        ICollection values => $"[{string.Join(", ", values.Cast<object?>().Select(Text))}]",
        Exception error => $"{error.GetType().Name}: {error.Message}",
        _ => value.ToString() ?? "",
    };

    /// <summary>On one line, so that a legend stays one.</summary>
    public static string Line(object? value) => Text(value).ReplaceLineEndings("\\n");
}
