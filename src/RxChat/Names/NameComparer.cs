using System.Text;

namespace RxChat;

/// <summary>Names are the same whatever their case, their width, and how their accents are written.</summary>
internal sealed class NameComparer : StringComparer
{
    private static readonly StringComparer s_folded = OrdinalIgnoreCase;

    public override int Compare(string? x, string? y) => s_folded.Compare(Folded(x), Folded(y));

    public override bool Equals(string? x, string? y) =>
        ReferenceEquals(x, y) || s_folded.Equals(Folded(x), Folded(y));

    public override int GetHashCode(string obj) => s_folded.GetHashCode(Folded(obj)!);

    private static string? Folded(string? name) =>
        name is null || Ascii.IsValid(name) ? name : Normalization.Compose(name);
}
