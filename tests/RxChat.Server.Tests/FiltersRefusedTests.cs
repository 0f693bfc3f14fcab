namespace RxChat.Server.Tests;

/// <summary>
/// A filter file that cannot be is refused with its place: at the start, when it is saved, and when it is checked.
/// </summary>
public class FiltersRefusedTests
{
    public static TheoryData<string, string> Broken => new()
    {
        { "PerClient = (m, time) => m\n    .Nope();", "(2,6): error CS1061: " },
        { "PerClient = (m, time) => m;\nForEveryone = (m, time) =>", "(2,27): error CS1733: " },
        { "// nothing yet", "(1,1): assigns neither PerClient nor ForEveryone" },
        { "PerClient = null;\nthrow new Exception(\"at once\");", "(2,1): throws Exception: at once" },
        { "PerClient = (m, time) => m;\nForEveryone = (m, time) => m.MaxLength(0);",
            "(2,28): ForEveryone throws ArgumentOutOfRangeException: " },
        { "PerClient = (m, time) => m\n    .Select(Change);\n"
            + "ChatMessage Change(ChatMessage m)\n{\n    throw new Exception(\"no\");\n}",
            "(5,5): PerClient throws Exception: no" },
        { "\n  ForEveryone = (m, time) => Observable.Never<ChatMessage>();",
            "(2,3): ForEveryone never subscribes to its messages" },
        { "PerClient = (m, time) => null;", "(1,1): PerClient gives null" },
        { "PerClient = (m, time) => m.SelectMany(x => Observable.Repeat(x));",
            "(1,1): PerClient puts out more than 1000 messages at once" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Checked_it_exits_with_1_and_its_place(string script, string place)
    {
        using var file = new FilterScript(script);
        var outcome = await RxChatProcess.RunAsync(["filters", "check", file.Path]);
        outcome.ExitCode.Should().Be(1);
        outcome.ErrorLines.Should().ContainSingle().Which.Should().StartWith(file.Path + place);
    }

    [Fact]
    public async Task Checked_a_good_one_exits_with_0_and_a_line()
    {
        using var file = new FilterScript(FilterScript.PassesAll);
        var outcome = await RxChatProcess.RunAsync(["filters", "check", file.Path]);
        outcome.Should().Be(new Outcome(0, $"{file.Path}: good, a filter per client\n", ""));
    }

    [Fact]
    public async Task Checked_all_problems_have_their_lines()
    {
        using var file = new FilterScript("PerClient = x;\nForEveryone = y;\n");
        var outcome = await RxChatProcess.RunAsync(["filters", "check", file.Path]);
        outcome.ErrorLines.Select(line => line[file.Path.Length..][..20]).Should()
            .Equal("(1,13): error CS0103", "(2,15): error CS0103");
    }

    [Fact]
    public async Task At_the_start_it_exits_with_1_and_one_line_with_the_place()
    {
        using var file = new FilterScript("PerClient = x;\nForEveryone = y;\n");
        var outcome = await RxChatProcess.RunAsync(["serve", "--listen", "nul://127.0.0.1:0", "--filters", file.Path]);
        (outcome.ExitCode, outcome.Output).Should().Be((1, ""));
        outcome.ErrorLines.Should().ContainSingle().Which.Should()
            .StartWith($"rxchat: {file.Path}(1,13): error CS0103: ").And.Contain("(1 more)");
    }

    [Fact]
    public async Task That_there_is_none_is_said_at_the_start()
    {
        var outcome = await RxChatProcess.RunAsync(
            ["serve", "--listen", "nul://127.0.0.1:0", "--filters", "/nowhere/filters.csx"]);
        outcome.ExitCode.Should().Be(1);
        outcome.ErrorLines.Should().ContainSingle().Which.Should().Contain("/nowhere/filters.csx(1,1): cannot be read");
    }

    [Fact]
    public async Task Saved_it_is_refused_with_its_place_and_the_old_one_goes_on()
    {
        using var file = new FilterScript(FilterScript.Tag("old"));
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var client = await server.LineAsync();
        foreach (var broken in Broken)
        {
            file.Save(broken.Data.Item1);
            (await server.LogLineAsync("filters: refused")).Should().Contain($"{file.Path}{broken.Data.Item2}")
                .And.Contain("generation 1 goes on");
            await client.SendAsync("hi");
            await client.ExpectAsync($"{client.Guest}: old hi");
        }
        file.Save(FilterScript.Tag("new"));
        await server.LogLineAsync("filters: generation 2 live");
        await client.SendAsync("hi");
        await client.ExpectAsync($"{client.Guest}: new hi");
    }
}
