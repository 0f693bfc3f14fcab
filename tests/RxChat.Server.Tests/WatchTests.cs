namespace RxChat.Server.Tests;

/// <summary>How a server stands, and why a message did not arrive, asked from a terminal.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-watch").FullName;

    private string Token => Path.Combine(_folder, "token");

    [Fact]
    public async Task A_message_that_was_lost_on_purpose_is_explained()
    {
        var filter = Path.Combine(_folder, "filter.csx");
        await File.WriteAllTextAsync(filter,
            "ForEveryone = (messages, time) => messages.Where(m => !m.Text.Contains(\"lost\"));", Now);
        await using var of = await Operator.ServeAsync("--filters", filter);
        await File.WriteAllTextAsync(Token, await of.TokenAsync("deploy"), Now);
        using var json = await JsonClient.ConnectAsync(of.Server.Endpoints[1].Port);
        await json.JoinAsync("tea");
        await json.SendAsync(new { type = "say", room = "tea", text = "it is lost", key = "k1" });
        await json.SendAsync(new { type = "say", room = "tea", text = "it is there", @ref = "2" });
        await json.ReadAsync("ok");

        var lost = await TraceAsync(of, "k1");
        lost.ExitCode.Should().Be(0, lost.Error);
        lost.OutputLines[0].Should().EndWith("in tea: it is lost");
        lost.OutputLines[^2].Should().Contain("for everyone").And.EndWith("let in");
        lost.OutputLines[^1].Should().Be("  it was not said");
        (await TraceAsync(of, "tea/1")).OutputLines[^1].Should().Contain("there then and now: guest-");
        (await TraceAsync(of, "nothing")).Should().BeEquivalentTo(new Outcome(1, "",
            "rxchat: of the last messages none is nothing; --traces says how many are kept\n"));
    }

    [Fact]
    public async Task Who_is_no_operator_is_told_so_and_a_server_that_is_none_too()
    {
        await using var of = await Operator.ServeAsync();
        var nobody = await RxChatProcess.RunAsync(["trace", Url(of), "x"]);
        var nowhere = await RxChatProcess.RunAsync(["top", "http://127.0.0.1:1"]);
        var wrong = await RxChatProcess.RunAsync(["top", "line://127.0.0.1:1"]);

        (nobody.ExitCode, nowhere.ExitCode, wrong.ExitCode).Should().Be((1, 1, 2));
        nobody.ErrorLines.Should().ContainSingle().Which.Should().Contain("this is for operators");
        nowhere.ErrorLines.Should().ContainSingle().Which.Should().Contain("http://127.0.0.1:1 cannot be asked");
        wrong.ErrorLines.Should().ContainSingle().Which.Should().Contain("http://127.0.0.1:4080");
    }

    [Fact]
    public async Task Top_tells_rates_and_for_whom_most_waits()
    {
        await using var of = await Operator.ServeAsync();
        await File.WriteAllTextAsync(Token, await of.TokenAsync("deploy"), Now);
        using var json = await JsonClient.ConnectAsync(of.Server.Endpoints[1].Port);
        await json.JoinAsync("tea");

        var top = await RxChatProcess.RunAsync(["top", Url(of), "--token", Token, "--count", "2"]);
        top.ExitCode.Should().Be(0, top.Error);
        top.OutputLines.Where(line => line.StartsWith("connections")).Should().HaveCount(2)
            .And.OnlyContain(line => line.Contains("1 json"));
        top.OutputLines.Should().Contain(line => line.Contains("guest-") && line.EndsWith("tea"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static string Url(Operator of) => $"http://{of.Server.Endpoints[0].Authority}";

    private Task<Outcome> TraceAsync(Operator of, string what) =>
        RxChatProcess.RunAsync(["trace", Url(of), what, "--token", Token]);
}
