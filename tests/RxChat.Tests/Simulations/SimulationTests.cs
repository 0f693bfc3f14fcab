using System.Reactive.Linq;
using RxChat.Client;

namespace RxChat.Tests.Simulations;

public class SimulationTests
{
    private const string Head = """{"v":1,"seed":1,"clients":1,"rooms":1,"time":"00:01:00"}""" + "\n";

    private static readonly int s_seeds = Environment.GetEnvironmentVariable("RXCHAT_FULL") == "1" ? 500 : 20;

    public static TheoryData<long> Seeds => new(Enumerable.Range(1, s_seeds).Select(seed => (long)seed));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_hour_of_twenty_with_all_that_goes_wrong_breaks_no_promise(long seed)
    {
        var report = Simulation.Of(new SimulationOptions(), seed).Run();

        report.Violation.Should().BeNull();
    }

    [Fact]
    public void A_seed_gives_the_same_bytes_and_another_one_others()
    {
        var options = new SimulationOptions { Time = TimeSpan.FromMinutes(20) };
        var one = Simulation.Of(options, 1).Run();

        Simulation.Of(options, 1).Run().Should().Be(one);
        Simulation.Of(options, 2).Run().Hash.Should().NotBe(one.Hash);
    }

    [Fact]
    public void A_schedule_is_read_as_it_was_written_and_runs_as_it_ran()
    {
        var simulation = Simulation.Of(new SimulationOptions { Time = TimeSpan.FromMinutes(10) }, 7);
        var written = new StringWriter();
        Schedule.Write(simulation, written);
        var read = Schedule.Read(new StringReader(written.ToString()), new SimulationOptions());

        read.Steps.Should().Equal(simulation.Steps);
        read.Run().Should().Be(simulation.Run());
    }

    [Fact]
    public void Each_server_of_it_is_recorded_and_told_again_to_the_same_hash()
    {
        var folder = Directory.CreateTempSubdirectory("rxchat-simulated").FullName;
        try
        {
            var file = Path.Combine(folder, "run.rec");
            var simulation = Simulation.Of(new SimulationOptions { Filters = [] }, 42);
            var report = simulation.Recorded(file).Run();

            report.Should().Be(simulation.Run(), "to be recorded changes nothing");
            report.Lives.Should().BeGreaterThan(1);
            for (var life = 1; life <= report.Lives; life++)
            {
                var replayed = ChatRecording.Open(SimulationOptions.RecordingOf(file, life)).Replay();
                replayed.Difference.Should().BeNull("of server {0}", life);
                replayed.IsEqual.Should().BeTrue();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_broke_a_promise_is_gone_through_command_by_command()
    {
        var file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}.rec");
        try
        {
            var simulation = Simulation.Of(new SimulationOptions { Filters = [], Faults = Workloads.None }, 7)
                .Expect("nobody is told of a topic", heard => heard.Told is not RxChat.Client.TopicSet);
            var shrunk = simulation.Shrunk(simulation.Run());
            var violation = shrunk.Recorded(file).Run().Violation!;
            var recording = ChatRecording.Open(file);
            var before = recording.At(VirtualChat.Start + violation.At);
            before.Command.Should().Contain("\"type\":\"topic\"");
            before.Rooms.Should().ContainSingle(room => room.Topic.Length > 0);
            recording.At(VirtualChat.Start + violation.At, steps: -1).Rooms
                .Should().OnlyContain(room => room.Topic.Length == 0);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("", "there is no schedule in it")]
    [InlineData("""{"v":2,"seed":1,"clients":1,"rooms":1,"time":"00:01:00"}""", "line 1 is none of*version*")]
    [InlineData(Head + "not json", "line 2 is none of a schedule*")]
    [InlineData(Head + """{"act":{"act":"fly"}}""", "line 2 is none of a schedule*")]
    public void What_is_no_schedule_is_named_by_its_line(string text, string problem) =>
        FluentActions.Invoking(() => Schedule.Read(new StringReader(text), new SimulationOptions()))
            .Should().Throw<FormatException>().WithMessage(problem);

    [Fact]
    public void A_filter_that_takes_real_time_is_named()
    {
        var options = new SimulationOptions
        {
            Time = TimeSpan.FromMinutes(10), Filters = [static (said, _) => said.Delay(TimeSpan.FromSeconds(1))],
        };

        FluentActions.Invoking(() => Simulation.Of(options, 1).Run())
            .Should().Throw<Exception>().WithMessage("*Delay*pass the scheduler*");
    }

    [Fact]
    public void A_promise_of_ones_own_is_broken_with_few_steps()
    {
        var simulation = Simulation.Of(new SimulationOptions { Time = TimeSpan.FromMinutes(30) }, 3)
            .Expect("nobody says milk", heard => heard.Told is not Message { Text: var text }
                || !text.Contains("milk", StringComparison.Ordinal));
        var report = simulation.Run();
        var shrunk = simulation.Shrunk(report, TimeSpan.FromSeconds(20));

        report.Violation!.Promise.Should().Be("nobody says milk");
        shrunk.Steps.Count.Should().BeLessThanOrEqualTo(4);
        shrunk.Run().Violation!.Promise.Should().Be("nobody says milk");
    }
}
