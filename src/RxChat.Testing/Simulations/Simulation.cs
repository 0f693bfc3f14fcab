using System.Collections.Immutable;
using System.Diagnostics;
using RxChat.Marbles;

namespace RxChat.Testing;

/// <summary>
/// A whole server with its people, its disk and what goes wrong, in virtual time: what happens is made of a seed, and
/// each promise of <see cref="Promises"/> is looked at as it happens.
/// </summary>
public sealed class Simulation
{
    /// <summary>Longer than anything that goes wrong, and than a client waits before it comes back.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);

    private ImmutableArray<(string Promise, Func<HeardInRoom, bool> Holds)> _expectations = [];

    private Simulation(SimulationOptions options, long seed, IReadOnlyList<Step> steps) =>
        (Options, Seed, Steps) = (options, seed, steps);

    /// <summary>What is simulated.</summary>
    public SimulationOptions Options { get; }

    /// <summary>Of which everything is made.</summary>
    public long Seed { get; }

    /// <summary>What happens, in order.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>What a test breaks in each server, to see that it is found.</summary>
    internal Func<ChatServerOptions, ChatServerOptions>? Broken { get; init; }

    /// <summary>One whose steps are made of a seed.</summary>
    public static Simulation Of(SimulationOptions options, long seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        var crowd = new Crowd(options.Clients, options.HowManyRooms, options.Filters.Count, options.Time);
        var chance = new Chance(seed);
        return Of(options, seed, options.Workload(crowd, chance.Of(1)).Concat(options.Faults(crowd, chance.Of(2)))
            .Where(step => step.At < options.Time));
    }

    /// <summary>One of steps that are known.</summary>
    public static Simulation Of(SimulationOptions options, long seed, IEnumerable<Step> steps)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(steps);
        return new Simulation(options, seed, [.. steps.OrderBy(step => step.At)]);
    }

    /// <summary>One that holds the server to one more promise.</summary>
    /// <param name="promise">What a violation calls it.</param>
    /// <param name="holds">Asked of all that anybody hears of a room.</param>
    public Simulation Expect(string promise, Func<HeardInRoom, bool> holds)
    {
        ArgumentException.ThrowIfNullOrEmpty(promise);
        ArgumentNullException.ThrowIfNull(holds);
        return new Simulation(Options, Seed, Steps)
        {
            Broken = Broken, _expectations = _expectations.Add((promise, holds)),
        };
    }

    /// <summary>The same, recorded: what led to a violation can be gone through (docs/recordings.md).</summary>
    /// <param name="file">Of the first server; see <see cref="SimulationOptions.RecordingOf"/>.</param>
    public Simulation Recorded(string file) => new(
        Options with { Server = Options.Server with { Recording = new RecordingOptions(file) } }, Seed, Steps)
    {
        Broken = Broken, _expectations = _expectations,
    };

    /// <summary>The same with servers that are broken.</summary>
    internal Simulation With(Func<ChatServerOptions, ChatServerOptions> broken) =>
        new(Options, Seed, Steps) { Broken = broken, _expectations = _expectations };

    /// <summary>The same with other steps.</summary>
    internal Simulation With(IReadOnlyList<Step> steps) =>
        new(Options, Seed, steps) { Broken = Broken, _expectations = _expectations };

    /// <summary>Lets it all happen, until a promise is not kept.</summary>
    /// <param name="progress">Told of the time that has passed, once a minute of it.</param>
    /// <exception cref="RealTimeException">An operator of a filter was given no scheduler.</exception>
    public SimulationReport Run(Action<TimeSpan>? progress = null)
    {
        SimulationReport? report = null;
        // Of a test's context continuations would come back to later, and by another thread.
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            RealTime.Forbid(() =>
            {
                using var world = new World(Options, Seed, Steps, _expectations, Broken);
                report = Run(world, progress);
            });
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
        return report!;
    }

    /// <summary>The fewest steps, of those that broke a promise, that break the same one.</summary>
    /// <param name="report">What came of it.</param>
    /// <param name="patience">How long to look for fewer; null is a minute.</param>
    /// <exception cref="ArgumentException">No promise was broken.</exception>
    public Simulation Shrunk(SimulationReport report, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Violation is null) throw new ArgumentException("no promise was broken", nameof(report));
        var (started, longest) = (Stopwatch.GetTimestamp(), patience ?? TimeSpan.FromMinutes(1));
        return Shrinking.Shrunk(this, report, () => Stopwatch.GetElapsedTime(started) > longest);
    }

    private SimulationReport Run(World world, Action<TimeSpan>? progress)
    {
        var judge = world.Judge;
        while (judge.Violation is null && world.Now < Options.Time)
        {
            Pass(world, Options.Time - world.Now < s_look ? Options.Time - world.Now : s_look);
            progress?.Invoke(world.Now);
            if (world.Server is { } server) judge.LookAt(server, world.People);
        }
        if (judge.Violation is null) Pass(world, s_rest);
        if (judge.Violation is null) Rest(world);
        return new SimulationReport(
            Seed, world.Now, world.StepsDone, judge.Messages, judge.Placed, judge.Deliveries, judge.Joins,
            judge.Resumes, judge.Acknowledgements, judge.Rewinds, world.Swaps, world.Crashes, world.Lives,
            world.Transcript.Bytes, world.Transcript.Hash(), judge.Violation);
    }

    private static void Rest(World world)
    {
        var judge = world.Judge;
        if (world.Server is not { } server)
        {
            judge.Break(Promises.Stops, "the server has not come back");
            return;
        }
        judge.LookAt(server, world.People);
        judge.LookAtRest(server, world.People);
        foreach (var somebody in world.People) somebody.End();
        Pass(world, s_look);
        judge.LookAtEmpty(server);
        var stopped = server.StopAsync();
        Pass(world, s_look);
        judge.LookAtStopped(stopped.IsCompletedSuccessfully, world.Machine);
    }

    // In steps as long as what is promised is looked at.
    private static void Pass(World world, TimeSpan time)
    {
        for (var until = world.Now + time; world.Now < until && world.Judge.Violation is null;)
            world.Time.AdvanceBy(until - world.Now < s_look ? until - world.Now : s_look);
    }
}
