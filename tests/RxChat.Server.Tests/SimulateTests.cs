using System.Globalization;
using System.Text.RegularExpressions;

namespace RxChat.Server.Tests;

/// <summary><c>rxchat simulate</c>: the same on any machine, and as much of it as is promised.</summary>
public sealed partial class SimulateTests
{
    /// <summary>The long form is a day of a thousand clients.</summary>
    private static readonly bool s_isLong = Environment.GetEnvironmentVariable("RXCHAT_FULL") == "1";

    [Fact]
    public async Task A_seed_gives_the_same_bytes_in_another_zone_language_and_on_one_processor()
    {
        string[] simulate = ["simulate", "--clients", s_isLong ? "300" : "50", "--hours", "1", "--seed", "42"];
        var here = await RxChatProcess.RunAsync(simulate);
        var there = await RxChatProcess.RunAsync(simulate, environment: new Dictionary<string, string>
        {
            ["TZ"] = "Pacific/Kiritimati", ["LANG"] = "tr_TR.UTF-8", ["LC_ALL"] = "tr_TR.UTF-8",
            ["DOTNET_PROCESSOR_COUNT"] = "1",
        });

        Hash().Match(here.Output).Value.Should().NotBeEmpty().And.Be(Hash().Match(there.Output).Value);
        (await RxChatProcess.RunAsync([.. simulate[..^1], "43"])).Output
            .Should().NotContain(Hash().Match(here.Output).Value);
    }

    [Fact]
    public async Task A_day_with_all_that_goes_wrong_breaks_no_promise()
    {
        var (clients, hours) = s_isLong ? (1000, 24) : (100, 2);
        // A minute of two processors, which others may want meanwhile.
        var (code, told) = await Tool.RunAsync(
            RxChatProcess.Executable,
            ["simulate", "--clients", $"{clients}", "--hours", $"{hours}", "--seed", "42"],
            patience: TimeSpan.FromMinutes(15));

        code.Should().Be(0, told);
        told.Should().Contain("\n0 promises broken\n").And.Contain($"{hours} h of {hours}\n");
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        // A day has more than what a twelfth of it with a tenth of the clients has.
        var part = s_isLong ? 1 : 200;
        Number("messages").Should().BeGreaterThanOrEqualTo(150_000 / part);
        Number("deliveries").Should().BeGreaterThanOrEqualTo(5_000_000 / part);
        Number("joins").Should().BeGreaterThanOrEqualTo(50_000 / part);
        Number("of them resumed").Should().BeGreaterThanOrEqualTo(10_000 / part);
        Number("swaps").Should().BeGreaterThanOrEqualTo(s_isLong ? 20 : 1);
        Number("crashes").Should().BeGreaterThanOrEqualTo(s_isLong ? 10 : 1);

        long Number(string what) => long.Parse(
            Regex.Match(told, $"([0-9]+) {what}").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_filter_is_put_through_it_and_one_that_takes_real_time_is_named()
    {
        using var script = new FilterScript("ForEveryone = (messages, time) => messages.Censor(\"yes\");");
        string[] simulate = ["simulate", "--clients", "10", "--hours", "0.2", "--filters", script.Path];
        (await RxChatProcess.RunAsync(simulate)).Output.Should().Contain("0 promises broken");

        script.Save("ForEveryone = (messages, time) => messages.Delay(TimeSpan.FromSeconds(1));");
        var refused = await RxChatProcess.RunAsync(simulate);
        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain("Delay");
    }

    [Fact]
    public async Task Its_help_has_all_that_can_go_wrong()
    {
        var refused = await RxChatProcess.RunAsync(["simulate", "--faults", "fire"]);
        var all = refused.Error.TrimEnd()[(refused.Error.IndexOf("there are ", StringComparison.Ordinal) + 10)..];
        var help = await RxChatProcess.RunAsync(["simulate", "--help"]);
        Regex.Replace(help.Output, @"\s+", " ").Should().Contain(all);
    }

    [Theory]
    [InlineData("--clients 0", "--clients must be from 1 to 100000")]
    [InlineData("--hours NaN", "--hours must be from 0.01 to 8784")]
    [InlineData("--shrink -1", "--shrink must be 0")]
    [InlineData("--faults fire", "--faults knows no fire; there are all")]
    [InlineData("nowhere.jsonl", "nowhere.jsonl")]
    [InlineData("/dev/null", "/dev/null: there is no schedule in it; rxchat simulate writes such files")]
    public async Task What_cannot_be_simulated_is_said(string options, string problem)
    {
        var refused = await RxChatProcess.RunAsync(["simulate", .. options.Split(' ')]);
        refused.ExitCode.Should().BeOneOf(1, 2);
        refused.Error.Should().Contain(problem).And.HaveLength(refused.Error.IndexOf('\n') + 1, "it is a line");
    }

    [GeneratedRegex("sha256 [0-9a-f]{64}")]
    private static partial Regex Hash();
}
