using System.Reactive.Linq;

namespace RxChat.Tests.Simulations;

using Step = RxChat.Testing.Step;

/// <summary>What simulations found in RxChat, as the shortest schedules that showed it.</summary>
public class FoundBySimulation
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    /// <summary>Seed 1: a mute is told to whom it concerns, in the room or not, and has a number of the room.</summary>
    [Fact]
    public void Who_was_put_out_and_told_of_a_mute_since_misses_nothing_when_they_come_back()
    {
        const string schedule = """
            {"v":1,"seed":1,"clients":20,"rooms":2,"time":"01:00:00"}
            {"at":"00:28:30.8570000","client":0,"act":{"act":"tell","to":16,"text":"between us 0"}}
            {"at":"00:30:00.4670000","client":10,"act":{"act":"join","room":"room-0"}}
            {"at":"00:30:19.9510000","client":0,"act":{"act":"moderate","room":"room-0","what":"kick","whom":10}}
            {"at":"00:30:59.6700000","client":6,"act":{"act":"join","room":"room-0"}}
            {"at":"00:32:01.3600000","client":6,"act":{"act":"say","room":"room-0","text":"~6000005 coffee 18"}}
            {"at":"00:32:30.6440000","client":0,"act":{"act":"moderate","room":"room-0","what":"mute","whom":10}}
            {"at":"00:33:00","client":10,"act":{"act":"reset"}}
            """;

        Schedule.Read(new StringReader(schedule), new SimulationOptions()).Run().Violation.Should().BeNull();
    }

    /// <summary>Seed 14: the answer to a join, heard late, was taken for that of the next.</summary>
    [Fact]
    public void Who_comes_goes_and_comes_again_before_they_hear_of_it_begins_with_the_last()
    {
        const string schedule = """
            {"v":1,"seed":14,"clients":12,"rooms":2,"time":"00:30:00"}
            {"at":"00:09:24.5360000","client":2,"act":{"act":"join","room":"room-1"}}
            {"at":"00:12:28.1240000","client":3,"act":{"act":"say","room":"room-1","text":"~3000009 later 63"}}
            {"at":"00:12:29.4080000","client":3,"act":{"act":"freeze","for":"00:01:53.0470000","bytes":0}}
            {"at":"00:12:38.0840000","client":3,"act":{"act":"join","room":"room-1"}}
            {"at":"00:13:35.1090000","client":3,"act":{"act":"leave","room":"room-1"}}
            {"at":"00:14:11.3090000","client":2,"act":{"act":"say","room":"room-1","text":"~2000008 sugar 97"}}
            {"at":"00:14:13.4960000","client":3,"act":{"act":"join","room":"room-1"}}
            """;

        Schedule.Read(new StringReader(schedule), new SimulationOptions()).Run().Violation.Should().BeNull();
    }

    /// <summary>Seed 40: the end of a filter was the end of the server, told in the filter's own context.</summary>
    [Fact]
    public void A_server_stops_after_a_filter_that_ends_late()
    {
        var swap = new Step(59 * s_minute, Step.Nobody, new Act.Swap(4));

        Simulation.Of(new SimulationOptions(), 40, [swap]).Run().Violation.Should().BeNull();
    }

    /// <summary>As seed 40, of what the server awaits.</summary>
    [Fact]
    public void What_a_disk_is_asked_because_of_a_message_is_answered_when_its_filter_is_swapped_meanwhile()
    {
        var options = new SimulationOptions
        {
            Time = 5 * s_minute, Filters = [static (said, _) => said.Select(one => one), null],
        };
        for (var swapped = 1; swapped < 40; swapped++)
        {
            Step[] steps =
            [
                new(s_minute, 1, new Act.Join("room-0")),
                new(2 * s_minute, 1, new Act.Say("room-0", "~1 tea 1")),
                new(3 * s_minute, Step.Nobody, new Act.Restart()),
                new(4 * s_minute, 1, new Act.Say("room-0", "~2 tea 2")),
                new((4 * s_minute) + TimeSpan.FromMilliseconds(swapped), Step.Nobody, new Act.Swap(1)),
            ];
            var report = Simulation.Of(options, 1, steps).Run();

            report.Violation.Should().BeNull();
            report.Acknowledgements.Should().Be(2, "the filters were swapped {0} ms later", swapped);
        }
    }
}
