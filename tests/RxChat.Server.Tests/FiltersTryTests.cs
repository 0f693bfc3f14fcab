namespace RxChat.Server.Tests;

/// <summary>What a filter file does with lines, in virtual time.</summary>
public class FiltersTryTests
{
    [Fact]
    public async Task What_is_said_who_is_told_what_and_when()
    {
        using var file = new FilterScript("""
            PerClient = (messages, time) => messages.MaxLength(20).RateLimit(2, TimeSpan.FromSeconds(5), time);
            ForEveryone = (messages, time) => messages.Censor("darn")
                .Review(m => m.Text.Contains("http"), TimeSpan.FromSeconds(30), scheduler: time)
                .Do(m => { if (m.Text == "virus") m.Disconnect("goodbye"); });
            """);
        var tried = await TryAsync(file, """
            # a comment
            alice: hello
            alice: darn it
            alice: too fast

            +10s alice: see http://x
            bob: this is too long to be said
            1m bob: /join tea
            bob: yo
            alice: virus
            """);

        tried.OutputLines.Should().Equal(
            "00:00:01.000 alice: hello",
            "00:00:02.000 alice: **** it",
            "00:00:03.000     alice is told: slow down: at most 2 messages in 5 s",
            "00:00:14.000     bob is told: a message may have at most 20 characters",
            "00:00:43.000 alice: see http://x",
            "00:01:00.000     bob is told: bob joined",
            "00:01:01.000 [tea] bob: yo",
            "00:01:02.000     alice is told: goodbye",
            "00:01:02.000     alice is disconnected");
        (tried.ExitCode, tried.Error).Should().Be((0, ""));
    }

    [Fact]
    public async Task What_is_late_comes_within_the_time_that_is_given()
    {
        using var file = new FilterScript(
            "ForEveryone = (messages, time) => messages.Delay(TimeSpan.FromMinutes(2), time);");
        (await TryAsync(file, "alice: hello\n")).OutputLines.Should().BeEmpty();
        (await TryAsync(file, "alice: hello\n", "--for", "5m")).OutputLines.Should().Equal("00:02:01.000 alice: hello");
    }

    [Fact]
    public async Task A_name_that_cannot_be_and_what_is_told_to_one_are_shown()
    {
        using var file = new FilterScript(FilterScript.PassesAll);
        (await TryAsync(file, "alice: hi\n  \nbob: /msg alice psst\nal!ce: hello\n")).OutputLines.Should().Equal(
            "00:00:00.000     al!ce is told: a name has letters, digits, '-', '_' and '.' only",
            "00:00:01.000 alice: hi",
            "00:00:02.000     alice hears: bob -> you: psst",
            "00:00:02.000     bob hears: you -> alice: psst",
            "00:00:03.000 guest-3: hello");
    }

    [Fact]
    public async Task What_fails_is_told_beside()
    {
        using var file = new FilterScript("""
            PerClient = (messages, time) => messages.Do(
                m => { if (m.Text == "boom") throw new Exception("on purpose"); });
            """);
        var tried = await TryAsync(file, "alice: boom\nalice: fine\n");

        tried.OutputLines.Should().Equal(
            "00:00:01.000     alice is told: not said: a filter failed", "00:00:02.000 alice: fine");
        tried.ErrorLines.Should().ContainSingle().Which.Should()
            .StartWith("00:00:01.000 filter failed: per client, generation 1: ")
            .And.EndWith(":2: Exception: on purpose");
    }

    [Theory]
    [InlineData("hello", "line 1 must be NAME: TEXT")]
    [InlineData("alice: hello\n5x alice: hello", "line 2 must be a time")]
    public async Task A_line_that_cannot_be_is_told_with_its_number(string lines, string problem)
    {
        using var file = new FilterScript(FilterScript.PassesAll);
        var tried = await TryAsync(file, lines);
        tried.ExitCode.Should().Be(1);
        tried.Error.Should().StartWith($"rxchat: {problem}");
    }

    private static Task<Outcome> TryAsync(FilterScript file, string lines, params string[] options) =>
        RxChatProcess.RunAsync(["filters", "try", file.Path, .. options], input: lines);
}
