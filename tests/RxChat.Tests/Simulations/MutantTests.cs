namespace RxChat.Tests.Simulations;

/// <summary>The simulator is judged by faults that are put into the server.</summary>
public class MutantTests
{
    private const int MostSteps = 15;

    private static readonly bool s_isFull = Environment.GetEnvironmentVariable("RXCHAT_FULL") == "1";
    private static readonly int s_seeds = s_isFull ? 100 : 15;
    private static readonly SimulationOptions s_options = new() { Clients = 12, Time = TimeSpan.FromMinutes(30) };

    [Fact]
    public void Nearly_all_are_found_by_a_hundred_seeds_and_told_in_few_steps()
    {
        // Looking for fewer steps takes time: of every third every day.
        var found = Mutant.All.Select((mutant, n) => (Mutant: mutant, IsShrunk: s_isFull || n % 3 == 0)).AsParallel()
            .AsOrdered().Select(one => (one.Mutant.Name, Found: FindingOf(one.Mutant, one.IsShrunk))).ToArray();

        foreach (var (name, finding) in found)
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {finding?.ToString() ?? "not found"}");
        Mutant.All.Should().HaveCountGreaterThanOrEqualTo(20);
        found.Count(one => one.Found is null).Should().BeLessThanOrEqualTo(2);
        var steps = found.Select(one => one.Found?.Steps).OfType<int>().Order().ToArray();
        steps[steps.Length / 2].Should().BeLessThanOrEqualTo(MostSteps);
    }

    private static Finding? FindingOf(Mutant mutant, bool isShrunk)
    {
        for (var seed = 1; seed <= s_seeds; seed++)
        {
            var simulation = Simulation.Of(s_options, seed).With(mutant.Break);
            var report = simulation.Run();
            if (report.Violation is not { } violation || IsFaultOfOurs(seed)) continue;
            var runs = s_isFull ? 1000 : 150;
            return new Finding(seed, violation.Promise,
                isShrunk ? simulation.Shrunk(report, () => --runs < 0).Steps.Count : null);
        }
        return null;
    }

    // What is found without a mutant is none of its doing.
    private static bool IsFaultOfOurs(int seed) => Simulation.Of(s_options, seed).Run().Violation is not null;

    private sealed record Finding(int Seed, string Promise, int? Steps)
    {
        public override string ToString() => $"seed {Seed}, \"{Promise}\", {Steps?.ToString() ?? "many"} steps";
    }
}
