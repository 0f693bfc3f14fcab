namespace RxChat.Server.Configuration;

/// <summary>What somebody probably meant.</summary>
internal static class Spelling
{
    /// <summary>What to add to the news that there is no such word: the nearest known one, or all of them.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> known)
    {
        var (nearest, distance) = known.Select(candidate => (candidate, Distance(Plain(word), Plain(candidate))))
            .MinBy(pair => pair.Item2);
        return distance <= Math.Max(1, nearest.Length / 4)
            ? $"did you mean {nearest}?"
            : $"known are {string.Join(", ", known)}";
    }

    private static string Plain(string word) => word.Replace("-", "").Replace("_", "").ToLowerInvariant();

    // How many letters are to be changed, added or left out (Levenshtein).
    private static int Distance(string one, string other)
    {
        if (one.Length > 100) return int.MaxValue;
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 0; i < one.Length; i++)
        {
            var (diagonal, _) = (row[0], row[0] = i + 1);
            for (var j = 0; j < other.Length; j++)
            {
                var changed = diagonal + (one[i] == other[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, Math.Min(row[j], row[j + 1]) + 1);
            }
        }
        return row[^1];
    }
}
