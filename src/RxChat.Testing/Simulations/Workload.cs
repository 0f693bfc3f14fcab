using System.Globalization;

namespace RxChat.Testing;

/// <summary>Makes steps of a seed, in any order.</summary>
/// <param name="crowd">Who does them, and where.</param>
/// <param name="chance">The seed.</param>
public delegate IEnumerable<Step> Workload(Crowd crowd, Chance chance);

/// <summary>Those who do something in a simulation.</summary>
/// <param name="Clients">How many clients there are.</param>
/// <param name="Rooms">How many rooms.</param>
/// <param name="Filters">How many filters may be put in force.</param>
/// <param name="Time">For how long.</param>
public sealed record Crowd(int Clients, int Rooms, int Filters, TimeSpan Time)
{
    /// <summary>Of rooms that clients come into at once: those who speak text are in one at a time.</summary>
    private const int MostHomes = 3;

    /// <summary>What a room is called.</summary>
    public static string RoomOf(int number) => string.Create(CultureInfo.InvariantCulture, $"room-{number}");

    /// <summary>The rooms a client comes into.</summary>
    public IReadOnlyList<string> HomesOf(int client)
    {
        var chance = new Chance(client);
        var many = IsText(client) ? 1 : 1 + chance.Below(MostHomes);
        return [.. Enumerable.Range(0, many).Select(_ => AnyRoom(chance)).Distinct()];
    }

    /// <summary>A room, more often one of the first.</summary>
    public string AnyRoom(Chance chance)
    {
        ArgumentNullException.ThrowIfNull(chance);
        return RoomOf(chance.Below(1 + chance.Below(Rooms)));
    }

    /// <summary>Whether a client speaks text, and is in one room at a time.</summary>
    public static bool IsText(int client) => Somebody.SchemeOf(client) != "json";

    /// <summary>Whether a client has an account.</summary>
    public static bool HasAccount(int client) => Somebody.HasAccount(client);

    /// <summary>Times at which something happens that happens once in so long, on average.</summary>
    public IEnumerable<TimeSpan> Every(TimeSpan mean, Chance chance)
    {
        ArgumentNullException.ThrowIfNull(chance);
        for (var at = chance.Below(2 * mean); at < Time; at += chance.Below(2 * mean) + TimeSpan.FromMilliseconds(1))
            yield return at;
    }
}
