namespace RxChat.Testing;

/// <summary>What goes wrong.</summary>
public static partial class Workloads
{
    /// <summary>All of what follows.</summary>
    public static Workload Faults { get; } =
        Resets.And(Storms, HalfOpen, SlowReaders, Crashes, Restarts, Clocks, Disks, Swaps);

    /// <summary>Nothing.</summary>
    public static Workload None => static (_, _) => [];

    /// <summary>What <c>--faults</c> calls them.</summary>
    public static IReadOnlyDictionary<string, Workload> ByName { get; } = new SortedDictionary<string, Workload>
    {
        ["all"] = Faults, ["none"] = None, ["resets"] = Resets, ["storms"] = Storms, ["half-open"] = HalfOpen,
        ["readers"] = SlowReaders, ["crashes"] = Crashes, ["restarts"] = Restarts, ["clocks"] = Clocks,
        ["disks"] = Disks, ["swaps"] = Swaps,
    };

    /// <summary>Each connection is reset every few hours.</summary>
    public static Workload Resets => static (crowd, chance) => Each(crowd, client =>
        crowd.Every(Min(4 * s_hour, crowd.Time / 3), chance.Of(client))
            .Select(at => new Step(at, client, new Act.Reset())));

    /// <summary>A third of all connections is lost at once.</summary>
    public static Workload Storms => static (crowd, chance) =>
        crowd.Every(Min(6 * s_hour, crowd.Time / 2), chance).SelectMany(at => Enumerable.Range(0, crowd.Clients)
            .Where(_ => chance.Is(333))
            .Select(client => new Step(at + chance.Below(TimeSpan.FromSeconds(2)), client, new Act.Reset())).ToArray());

    /// <summary>Connections die without a word.</summary>
    public static Workload HalfOpen => static (crowd, chance) => Each(crowd, client =>
    {
        var own = chance.Of(client);
        return crowd.Every(Min(8 * s_hour, crowd.Time / 2), own)
            .Select(at => new Step(at, client, new Act.Vanish(s_minute + own.Below(9 * s_minute))));
    });

    /// <summary>Clients read nothing for a while, or little.</summary>
    public static Workload SlowReaders => static (crowd, chance) => Each(crowd, client =>
    {
        var own = chance.Of(client);
        return crowd.Every(Min(6 * s_hour, crowd.Time / 2), own).Select(at => new Step(at, client, new Act.Freeze(
            own.Below(2 * s_minute), own.Is(500) ? own.Below(2000) : 0)));
    });

    /// <summary>The server's machine crashes: twice, and every three hours; half of the times its disk is slow just
    /// then, and loses what waits to be written.</summary>
    public static Workload Crashes => static (crowd, chance) => Some(crowd, chance, 2, 3).SelectMany(at =>
    {
        var crash = OfServer(at, new Act.Crash(TimeSpan.FromSeconds(1) + chance.Below(s_minute)));
        var slow = TimeSpan.FromSeconds(2 + chance.Below(8));
        return chance.Is(500) || at < slow ? new[] { crash }
            : [OfServer(at - slow, new Act.SlowDisk(2 * slow, 2 * slow)), crash];
    });

    /// <summary>The server is stopped and started.</summary>
    public static Workload Restarts => static (crowd, chance) => Some(crowd, chance, 1, 12)
        .Select(at => OfServer(at, new Act.Restart()));

    /// <summary>The clock of the server's machine is stepped to and fro.</summary>
    public static Workload Clocks => static (crowd, chance) => Some(crowd, chance, 2, 6)
        .Select(at => OfServer(at, new Act.StepClock(
            (chance.Is(500) ? 1 : -1) * (chance.Is(500) ? chance.Below(2 * s_hour) : chance.Below(s_minute)))));

    /// <summary>Commits are slow, or fail.</summary>
    public static Workload Disks => static (crowd, chance) => Some(crowd, chance, 2, 4).Select(at => OfServer(
        at,
        chance.Is(500) ? new Act.FailingDisk(TimeSpan.FromSeconds(1) + chance.Below(s_minute / 2))
            : new Act.SlowDisk(s_minute, chance.Below(TimeSpan.FromSeconds(3)))));

    /// <summary>Filters are swapped: twice, and every hour.</summary>
    public static Workload Swaps => static (crowd, chance) => crowd.Filters == 0 ? []
        : Some(crowd, chance, 2, 1).Select(at => OfServer(at, new Act.Swap(chance.Below(crowd.Filters))));

    private static Step OfServer(TimeSpan at, Act act) => new(at, Step.Nobody, act);

    // So many times, and once more in so many hours.
    private static TimeSpan[] Some(Crowd crowd, Chance chance, int times, int hours) =>
        [.. Enumerable.Range(0, times + (int)(crowd.Time / (hours * s_hour))).Select(_ => chance.Below(crowd.Time))];
}
