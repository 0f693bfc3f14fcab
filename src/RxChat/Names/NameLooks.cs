using System.Text;

namespace RxChat;

/// <summary>
/// What a name looks like: two that look alike share one of its skeletons (Unicode Technical Standard 39, section 4),
/// as it is written or in lower case.
/// </summary>
/// <param name="Written">Of what is seen.</param>
/// <param name="Lowered">Of the name without regard to case.</param>
internal readonly record struct NameLooks(string Written, string Lowered)
{
    public static NameLooks Of(string name) => new(
        Skeleton(name).ToLowerInvariant(), Skeleton(name.ToLowerInvariant()).ToLowerInvariant());

    /// <summary>Whether one passes for the other.</summary>
    public bool AreLike(NameLooks other) =>
        Written == other.Written || Written == other.Lowered || Lowered == other.Written || Lowered == other.Lowered;

    public static string Skeleton(string text)
    {
        var alike = new StringBuilder(text.Length);
        foreach (var rune in Normalization.Decompose(text))
        {
            var at = NameTables.Alike.BinarySearch(rune);
            if (at < 0)
            {
                alike.Append(new Rune(rune).ToString());
                continue;
            }
            var start = at == 0 ? 0 : NameTables.AlikeEnds[at - 1];
            foreach (var part in NameTables.AlikeTo[start..NameTables.AlikeEnds[at]])
                alike.Append(new Rune(part).ToString());
        }
        return Normalization.Join(Normalization.Decompose(alike.ToString()));
    }
}
