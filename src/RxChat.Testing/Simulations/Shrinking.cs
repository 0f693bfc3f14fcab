namespace RxChat.Testing;

/// <summary>
/// Finds fewer steps that break the same promise: without some of their kinds, of the clients, then of the steps
/// (Zeller, Hildebrandt: Simplifying and isolating failure-inducing input, 2002).
/// </summary>
internal static class Shrinking
{
    /// <summary>The fewest that were found in time.</summary>
    /// <param name="simulation">One that breaks a promise.</param>
    /// <param name="report">What came of it.</param>
    /// <param name="isEnough">Whether to look no further.</param>
    public static Simulation Shrunk(this Simulation simulation, SimulationReport report, Func<bool> isEnough)
    {
        var promise = report.Violation!.Promise;
        var steps = simulation.Steps.Take(report.Steps).Select(static (step, number) => (Step: step, Number: number))
            .ToArray();
        if (!Breaks(steps)) return simulation;
        int before;
        do
        {
            before = steps.Length;
            steps = Without(steps, static one => one.Step.Act.GetType());
            steps = Without(steps, static one => one.Step.Client);
            steps = Without(steps, static one => one.Number);
        }
        while (steps.Length < before && !isEnough());
        return simulation.With([.. steps.Select(one => one.Step)]);

        bool Breaks((Step Step, int Number)[] some) =>
            simulation.With([.. some.Select(one => one.Step)]).Run().Violation?.Promise == promise;

        // Parts of half the size, when none can be left out.
        (Step Step, int Number)[] Without<T>((Step Step, int Number)[] from, Func<(Step Step, int Number), T> partOf)
        {
            T[] parts = [.. from.Select(partOf).Distinct()];
            for (var size = Math.Max(1, parts.Length / 2); !isEnough(); size = Math.Max(1, size / 2))
            {
                for (var at = 0; at < parts.Length && !isEnough();)
                {
                    var gone = parts.Skip(at).Take(size).ToHashSet();
                    (Step, int)[] rest = [.. from.Where(one => !gone.Contains(partOf(one)))];
                    if (Breaks(rest)) (from, parts) = (rest, [.. parts.Except(gone)]);
                    else at += size;
                }
                if (size == 1) break;
            }
            return from;
        }
    }
}
