using System.Diagnostics.CodeAnalysis;

namespace RxChat;

/// <summary>
/// What two people who have accounts say to each other alone: numbered and kept like a room, whose name says who they
/// are. Each knows it by the other, as in <c>@bob</c>.
/// </summary>
/// <param name="One">Whose id is lower.</param>
/// <param name="OneName">What they are called.</param>
/// <param name="Other">Whose id is higher.</param>
/// <param name="OtherName">What they are called.</param>
internal readonly record struct DirectThread(Ulid One, string OneName, Ulid Other, string OtherName)
{
    // No name of a room begins so.
    public const char Sign = '@';

    private const char IdEnd = ':', Parter = '+';

    /// <summary>The name that it is kept under.</summary>
    public string Room => $"{Sign}{One}{IdEnd}{OneName}{Parter}{Other}{IdEnd}{OtherName}";

    public static DirectThread Of(Ulid one, string oneName, Ulid other, string otherName) => one < other
        ? new DirectThread(one, oneName, other, otherName)
        : new DirectThread(other, otherName, one, oneName);

    /// <summary>Whether a room is one, or somebody's name for one.</summary>
    public static bool IsMeant(string room) => room is [Sign, ..];

    public static bool TryParse(string room, [NotNullWhen(true)] out DirectThread thread)
    {
        thread = default;
        if (!IsMeant(room) || room[1..].Split(Parter) is not [var one, var other]) return false;
        if (!TryParse(one, out var oneId, out var oneName) || !TryParse(other, out var otherId, out var otherName))
            return false;
        thread = new DirectThread(oneId, oneName, otherId, otherName);
        return true;
    }

    public bool IsOf(Ulid person) => person == One || person == Other;

    /// <summary>How one of them knows it.</summary>
    public string ShownTo(Ulid person) => $"{Sign}{(person == One ? OtherName : OneName)}";

    private static bool TryParse(string part, out Ulid id, out string name)
    {
        var end = part.IndexOf(IdEnd, StringComparison.Ordinal);
        name = end < 0 ? "" : part[(end + 1)..];
        id = default;
        return end > 0 && Ulid.TryParse(part[..end], out id);
    }
}
