namespace RxChat.Server.Tests;

/// <summary>State that a filter file keeps by name outlives a save; everything else does not.</summary>
public class FiltersKeptTests
{
    private const string Counts = """
        var count = Kept("count", () => 0);
        var forgotten = 0;
        ForEveryone = (messages, time) => messages.Select(
            m => m with { Text = $"{m.Text} {++count.Value} {++forgotten} {{tag}}" });
        """;

    [Fact]
    public async Task It_is_right_after_each_of_many_saves_under_load()
    {
        using var file = new FilterScript(Version(0));
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var ann = await server.LineAsync("ann");
        var (said, saves) = (0, Scale.Of(quick: 8, full: 1000));
        for (var save = 1; save <= saves; save++)
        {
            var swapped = server.LogLineAsync($"generation {save + 1} live");
            file.SaveByRename(Version(save));
            while (!swapped.IsCompleted) await SayAsync();
            await SayAsync();
        }

        async Task SayAsync()
        {
            await ann.SendAsync("m");
            (await ann.ReadAsync()).Should().StartWith($"ann: m {++said} ");
        }
    }

    [Fact]
    public async Task A_poll_in_flight_survives_a_save()
    {
        const string poll = """
            var votes = Kept("votes", () => new Dictionary<string, int>());
            var ends = Kept("ends", () => DateTimeOffset.MinValue);
            ForEveryone = (messages, time) => messages.Select(m =>
            {
                if (m.Text == "!poll") ends.Value = time.Now + TimeSpan.FromMinutes(30);
                if (m.Text is ['!', 'v', 'o', 't', 'e', ' ', .. var vote] && time.Now < ends.Value)
                    votes.Value[vote] = votes.Value.GetValueOrDefault(vote) + 1;
                if (m.Text != "!result" || votes.Value.Count == 0) return m;
                var all = votes.Value.OrderBy(v => v.Key).Select(v => $"{v.Key}: {v.Value}");
                return m with { Text = string.Join(", ", all) };
            });
            """;
        using var file = new FilterScript(poll);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var ann = await server.LineAsync("ann");
        await ann.SendAllAsync(["!poll", "!vote tea", "!vote tea"]);
        await ann.ReadUntilAsync("ann: !vote tea");
        await ann.ReadUntilAsync("ann: !vote tea");
        file.Save($"{poll}// saved");
        await server.LogLineAsync("generation 2 live");
        await ann.SendAllAsync(["!vote milk", "!result"]);
        await ann.ReadUntilAsync("ann: milk: 1, tea: 2");

        file.Save("ForEveryone = (messages, time) => messages;");
        await server.LogLineAsync("generation 3 live");
        file.Save(poll);
        await server.LogLineAsync("generation 4 live");
        await ann.SendAsync("!result");
        // What a file does not name is forgotten.
        await ann.ReadUntilAsync("ann: !result");
    }

    [Fact]
    public async Task A_timer_in_flight_goes_on_from_what_is_kept()
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(SamplesTests.Folder, "../../docs/filters.md"), TestContext.Current.CancellationToken);
        var from = page.IndexOf("var ends = Kept", StringComparison.Ordinal);
        var poll = page[from..page.IndexOf("```", from, StringComparison.Ordinal)]
            .Replace("FromSeconds(30)", "FromSeconds(10)", StringComparison.Ordinal);
        using var file = new FilterScript(poll);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var ann = await server.LineAsync("ann");
        await ann.SendAllAsync(["/poll", "/vote", "/vote", "voted"]);
        await ann.ReadUntilAsync("ann: voted");
        file.Save($"{poll}// saved");
        await server.LogLineAsync("generation 2 live");
        await ann.SendAllAsync(["/vote", "voted again"]);
        await ann.ReadUntilAsync("ann: voted again");

        await ann.ReadUntilAsync("poll [bot]: 3 votes");
        await ann.SendAsync("over");
        // Once, of the file in force alone.
        (await ann.ReadAsync()).Should().Be("ann: over");
    }

    [Theory]
    [InlineData("record Vote(int N); var v = Kept(\"votes\", () => new Vote(1)); PerClient = null;")]
    [InlineData("record Vote(int N); var v = Kept(\"votes\", () => new List<Vote>()); PerClient = null;")]
    [InlineData("record Vote(int N); var v = Kept(\"votes\", () => (object)new Vote(1));"
        + "PerClient = (m, t) => m.Do(_ => v.Value.ToString());")]
    public async Task A_type_of_the_file_cannot_be_kept(string script)
    {
        using var file = new FilterScript(script);
        var checkedIt = await RxChatProcess.RunAsync(["filters", "check", file.Path]);
        checkedIt.ExitCode.Should().Be(1);
        checkedIt.Error.Should().Contain("Kept \"votes\" would hold ").And.Contain("of this file");
    }

    private static string Version(int number) =>
        Counts.Replace("{{tag}}", $"v{number}", StringComparison.Ordinal);
}
