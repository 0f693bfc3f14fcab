namespace RxChat.Server.Tests;

/// <summary>A script says one thing, and knows that it is said.</summary>
public sealed class SayTests
{
    [Fact]
    public async Task It_prints_the_number_when_the_server_has_it()
    {
        await using var server = await RxChatProcess.ServeOnAsync(["json://127.0.0.1:0", "line://127.0.0.1:0"]);
        var url = $"json://127.0.0.1:{server.Endpoints[0].Port}";
        using var bob = await RawClient.ConnectAsync(server.Endpoints[1].Port, (byte)'\n');
        await bob.ReadUntilAsync("* guest-1 joined");

        var outcome = await RxChatProcess.RunAsync(["say", url, "lobby", "the build is green", "--name", "ci"]);
        outcome.Should().Match<Outcome>(said => said.ExitCode == 0 && said.Error == "");
        outcome.Output.Should().MatchRegex("^1 [0-9A-Z]{26}\n$");
        await bob.ReadUntilAsync("ci: the build is green");

        outcome = await RxChatProcess.RunAsync(["say", url, "@guest-1", "-"], input: "of two\nlines\n");
        outcome.Output.Should().Be("said\n");
        await bob.ReadUntilAsync("guest-3 -> you: of two lines");
    }

    [Theory]
    [InlineData(2, "is nothing to say it to", "line://127.0.0.1:1", "lobby", "x")]
    [InlineData(2, "there is nothing to say", "json://127.0.0.1:1", "lobby", "")]
    [InlineData(1, "cannot be reached: Connection refused", "json://127.0.0.1:1", "lobby", "x", "--timeout", "1s")]
    [InlineData(1, "nobody is called bob", "SERVER", "@bob", "x")]
    [InlineData(1, "a room has letters, digits", "SERVER", "two rooms", "x")]
    [InlineData(1, "the name a b could not be had", "SERVER", "lobby", "x", "--name", "a b", "--timeout", "1s")]
    public async Task What_is_wrong_is_one_line(int exit, string line, params string[] arguments)
    {
        await using var server = await RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"]);
        var url = $"json://127.0.0.1:{server.Endpoints[0].Port}";
        var outcome = await RxChatProcess.RunAsync(["say", .. arguments.Select(one => one == "SERVER" ? url : one)]);

        outcome.ExitCode.Should().Be(exit);
        outcome.ErrorLines.Should().ContainSingle().Which.Should().Contain(line);
    }
}
