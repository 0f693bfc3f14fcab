namespace RxChat.Server.Tests;

/// <summary>A candidate runs beside what is in force, and nobody notices.</summary>
public class FiltersShadowTests
{
    private const string Candidate = """
        PerClient = (messages, time) => messages.Reject(m => m.Text == "bad", "no");
        ForEveryone = (messages, time) => messages.Censor("darn")
            .Select(m => m.Text == "boom" ? throw new Exception("it went boom") : m);
        """;

    [Fact]
    public async Task Nothing_of_it_is_delivered_and_asked_it_tells_what_it_would_have_done()
    {
        using var live = new FilterScript(FilterScript.Tag("live"));
        using var candidate = new FilterScript(Candidate);
        await using var server = await RxChatProcess.ServeAsync("--filters", live.Path, "--shadow", candidate.Path);
        await server.LogLineAsync("filters: generation 1 live");
        var client = await server.LineAsync();
        await client.SendAllAsync(["hello", "bad", "darn", "boom", "last"]);
        foreach (var text in new[] { "hello", "bad", "darn", "boom", "last" })
            await client.ExpectAsync($"{client.Guest}: live {text}");

        server.Send(Signal.User1);
        var counts = await server.LogLineAsync("shadow: differences");
        counts.Should().Contain("said -> told: 1").And.Contain("changed -> said: 3")
            .And.Contain("changed -> changed: 1").And.Contain("changed -> failed: 1");
        (await server.LogLineAsync("shadow: difference ")).Should()
            .Contain($"{client.Guest} in lobby: hello: said \\\"live hello\\\" -> said");
    }

    [Fact]
    public async Task Saved_it_is_tried_anew_and_leaves_the_memory()
    {
        using var candidate = new FilterScript(Candidate);
        await using var server = await RxChatProcess.ServeAsync("--shadow", candidate.Path, "--log", "debug");
        var client = await server.LineAsync();
        for (var n = 2; n < 8; n++)
        {
            await client.SendAsync("bad");
            await client.ExpectAsync($"{client.Guest}: bad");
            candidate.Save($"{Candidate}\n// {n}");
            await server.LogLineAsync($"filters: generation {n} live");
        }
        (await server.LogLineAsync("filters: generations in memory")).Should().MatchRegex("detail=\"[12]\"$");
    }
}
