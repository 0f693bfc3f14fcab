using System.Globalization;

namespace RxChat.Testing;

/// <summary>What is simulated. Immutable.</summary>
public sealed record SimulationOptions
{
    /// <summary>How many clients there are: of ten, five hold <c>json</c> conversations by RxChat.Client, one of them
    /// with an account, three speak <c>line</c> and two <c>nul</c>.</summary>
    public int Clients { get; init; } = 20;

    /// <summary>How many rooms, the first of which have most clients; null is one for every 8 clients.</summary>
    public int? Rooms { get; init; }

    /// <summary>For how long.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What people do.</summary>
    public Workload Workload { get; init; } = Workloads.People;

    /// <summary>What goes wrong.</summary>
    public Workload Faults { get; init; } = Workloads.Faults;

    /// <summary>Filters for everyone, of which the first is in force at the start; null passes all.</summary>
    public IReadOnlyList<MessageFilter?> Filters { get; init; } = SimulatedFilters.All;

    /// <summary>The server's limits; its history, accounts, filter for everyone and log are the simulation's. Where it
    /// is recorded each start of it has a file of its own, see <see cref="RecordingOf"/>.</summary>
    public ChatServerOptions Server { get; init; } = new()
    {
        MaxFrame = 1024, Backlog = 16 * 1024, LobbyNotices = false, Traces = 0,
    };

    /// <summary>Where a start of the server is recorded: <c>run.rec</c>, then <c>run.2.rec</c>.</summary>
    /// <param name="file">That of the first.</param>
    /// <param name="life">Which, from 1.</param>
    public static string RecordingOf(string file, int life) => life == 1 ? file
        : Path.ChangeExtension(file, string.Create(CultureInfo.InvariantCulture, $".{life}{Path.GetExtension(file)}"));

    internal int HowManyRooms => Rooms ?? Math.Max(2, Clients / 8);
}
