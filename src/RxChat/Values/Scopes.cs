namespace RxChat;

/// <summary>What somebody may do with a token, of all that its account may: the right to something is not given by a
/// scope, but taken by its absence.</summary>
[Flags]
public enum Scopes
{
    /// <summary>Nothing but to be there.</summary>
    None = 0,

    /// <summary>To say, edit, remove and react, in rooms and to people.</summary>
    Say = 1,

    /// <summary>To come into rooms, and to read and search what was said there.</summary>
    Read = 2,

    /// <summary>To know who is there.</summary>
    Presence = 4,

    /// <summary>To keep rooms in order.</summary>
    Moderate = 8,

    /// <summary>To run the server: what only operators may.</summary>
    Operate = 16,

    /// <summary>Everything.</summary>
    All = Say | Read | Presence | Moderate | Operate,
}

/// <summary>Scopes as they are written.</summary>
public static class ScopeWords
{
    private static readonly Scopes[] s_each =
        [Scopes.Say, Scopes.Read, Scopes.Presence, Scopes.Moderate, Scopes.Operate];

    /// <summary>Each as it is written.</summary>
    public static IEnumerable<string> Words(this Scopes scopes) =>
        s_each.Where(one => scopes.HasFlag(one)).Select(WordOf);

    /// <summary>Those that are named; null if a word is none, or none is named.</summary>
    public static Scopes? Parse(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var all = Scopes.None;
        foreach (var word in words)
        {
            var one = s_each.FirstOrDefault(one => WordOf(one) == word);
            if (one == Scopes.None) return null;
            all |= one;
        }
        return all == Scopes.None ? null : all;
    }

    private static string WordOf(Scopes one) => one.ToString().ToLowerInvariant();
}
