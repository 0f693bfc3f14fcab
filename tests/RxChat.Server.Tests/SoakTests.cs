namespace RxChat.Server.Tests;

/// <summary>A day of a server in seconds: see tests/soak.py, which runs for an hour if nobody says otherwise.</summary>
public class SoakTests
{
    /// <summary>For what comes beside the time that is asked for: starts, rests, and a last look.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Nothing_is_lost_and_nothing_is_left_after_comings_goings_kills_and_swaps()
    {
        Tool.SkipWithout("python3", "python3");
        var seconds = Scale.Of(quick: 20, full: 300);
        var (code, said) = await Tool.RunAsync(
            "python3",
            [
                Path.Combine(RxChatProcess.Root, "tests", "soak.py"), "--seconds", $"{seconds}",
                "--exe", RxChatProcess.Executable,
            ],
            patience: TimeSpan.FromSeconds(seconds) + s_patience);

        code.Should().Be(0, said);
        said.Should().Contain("kept   what has its ok is kept").And.Contain("\n0 promises broken");
    }
}
