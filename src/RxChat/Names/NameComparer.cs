using System.Numerics;

namespace RxChat;

/// <summary>Names are the same whatever their case, their width, and how their accents are written.</summary>
/// <remarks>Most names are ASCII, and are looked up for each message: those are read once.</remarks>
internal sealed class NameComparer : StringComparer
{
    // So that nobody knows which names share a bucket.
    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64() | 1;

    private static readonly StringComparer s_folded = OrdinalIgnoreCase;

    public override int Compare(string? x, string? y) => s_folded.Compare(Folded(x), Folded(y));

    public override bool Equals(string? x, string? y)
    {
        if (ReferenceEquals(x, y)) return true;
        if (x is null || y is null) return false;
        if (x.Length == y.Length)
        {
            var i = 0;
            while (i < x.Length && x[i] == y[i]) i++;
            if (i == x.Length) return true;
        }
        return s_folded.Equals(Folded(x), Folded(y));
    }

    public override int GetHashCode(string obj)
    {
        var hash = s_seed;
        foreach (var character in obj)
        {
            if (character >= 0x80) return OfOthers(obj);
            // Lower case; of other characters than letters some become one, which costs a comparison.
            hash = (BitOperations.RotateLeft(hash, 5) ^ (uint)(character | 0x20)) * 0x9E3779B97F4A7C15;
        }
        return (int)(hash >> 32);
    }

    // What is ASCII once it is folded has the hash of that.
    private int OfOthers(string name)
    {
        var folded = Normalization.Compose(name);
        return System.Text.Ascii.IsValid(folded) ? GetHashCode(folded) : s_folded.GetHashCode(folded);
    }

    private static string? Folded(string? name) =>
        name is null || System.Text.Ascii.IsValid(name) ? name : Normalization.Compose(name);
}
