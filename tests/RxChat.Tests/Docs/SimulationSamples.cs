using System.Reactive.Linq;
using RxChat.Client;

namespace RxChat.Tests.Docs;

using Step = RxChat.Testing.Step;

/// <summary>The code of docs/simulation.md, between the regions.</summary>
public class SimulationSamples
{
    [Fact]
    public void An_hour_of_a_filter_of_ones_own()
    {
        #region simulation
        MessageFilter filter = (said, time) => said.SlowMode(TimeSpan.FromSeconds(2), scheduler: time).Censor("milk");
        var options = new SimulationOptions { Clients = 30, Time = TimeSpan.FromHours(1), Filters = [filter, null] };

        var report = Simulation.Of(options, seed: 42)
            .Expect("nobody reads milk", heard => heard.Told is not Message { Text: var text }
                || !text.Contains("milk", StringComparison.Ordinal))
            .Run();

        report.Violation?.Promise.Should().Be("nobody reads milk", "for the filter is swapped away now and then");
        #endregion
    }

    [Fact]
    public void What_happens_is_composed()
    {
        #region simulation-workload
        Workload stampede = (crowd, chance) => Enumerable.Range(0, crowd.Clients).Select(client =>
            new Step(TimeSpan.FromMinutes(10) + chance.Below(TimeSpan.FromSeconds(1)), client, new Act.Join("arena")));
        var options = new SimulationOptions
        {
            Clients = 100,
            Time = TimeSpan.FromMinutes(20),
            Workload = Workloads.Talking.And(stampede),
            Faults = Workloads.Resets.And(Workloads.Crashes),
        };

        Simulation.Of(options, seed: 7).Run().Violation.Should().BeNull();
        #endregion
    }

    [Fact]
    public void What_was_recorded_tries_a_filter()
    {
        var file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}.rec");
        #region testing-recording
        MessageFilter candidate = (messages, time) => messages.Reject(message => message.Text.Contains("yes"), "no");
        Simulation.Of(new SimulationOptions { Filters = [] }, seed: 42).Recorded(file).Run();

        var replayed = ChatRecording.Open(file).Replay(candidate: new FilterPair(null, candidate));

        replayed.IsEqual.Should().BeTrue("everybody is told again what they were told, at the same tick");
        replayed.Differences.Should().NotBeEmpty().And.OnlyContain(difference => difference.Candidate == "told: no");
        #endregion
        foreach (var other in Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileNameWithoutExtension(file)}*"))
            File.Delete(other);
    }
}
