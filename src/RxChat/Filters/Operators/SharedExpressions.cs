using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace RxChat;

/// <summary>
/// Expressions by their patterns. A filter for each client is composed anew for each connection, and an expression
/// takes milliseconds and tens of KiB: the same one serves them all.
/// </summary>
internal static class SharedExpressions
{
    /// <summary>When there would be more, the earlier ones are let go; whoever holds one keeps it.</summary>
    private const int Most = 100;

    private static readonly ConcurrentDictionary<string, Regex> s_expressions = new(StringComparer.Ordinal);

    /// <summary>The expression of this pattern, made now or before.</summary>
    public static Regex Of(string pattern)
    {
        if (s_expressions.TryGetValue(pattern, out var known)) return known;
        if (s_expressions.Count >= Most) s_expressions.Clear();
        return s_expressions[pattern] = new Regex(pattern, FoldedText.Options);
    }
}
