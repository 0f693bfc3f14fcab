namespace RxChat.Server.Tests;

/// <summary>A filter file in force, and what follows when it is saved.</summary>
public class FiltersLiveTests
{
    [Fact]
    public async Task It_is_in_force_from_the_first_message_and_after_each_save_whatever_the_editor_does()
    {
        using var file = new FilterScript(FilterScript.Tag("one"));
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var client = await server.LineAsync();
        await Expect("one", 1);
        file.Save(FilterScript.Tag("two"));
        await Expect("two", 2);
        file.SaveByRename(FilterScript.Tag("three"));
        await Expect("three", 3);
        file.SaveByRename(FilterScript.Tag("four"));
        await Expect("four", 4);
        file.Save(FilterScript.Tag("five"));
        await Expect("five", 5);

        async Task Expect(string tag, int generation)
        {
            await server.LogLineAsync($"filters: generation {generation} live");
            await client.SendAsync("hi");
            await client.ExpectAsync($"{client.Guest}: {tag} hi");
        }
    }

    [Fact]
    public async Task The_same_text_is_not_swapped_so_that_nobody_is_unmuted()
    {
        const string script =
            "PerClient = (messages, time) => messages.Select((m, n) => m with { Text = $\"{n}\" });\n";
        using var file = new FilterScript(script);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var client = await server.LineAsync();
        await client.SendAllAsync(["hi", "hi"]);
        await client.ExpectAsync($"{client.Guest}: 0", $"{client.Guest}: 1");
        server.Send(Signal.Hangup);
        await server.LogLineAsync("filters: generation 1 goes on");
        file.SaveByRename(script + "nonsense");
        await server.LogLineAsync("filters: refused");
        file.SaveByRename(script);
        await server.LogLineAsync("filters: generation 1 goes on");
        File.SetLastWriteTimeUtc(file.Path, DateTime.UnixEpoch);
        server.Send(Signal.Hangup);
        await server.LogLineAsync("filters: generation 1 goes on");
        await client.SendAsync("hi");
        await client.ExpectAsync($"{client.Guest}: 2");
    }

    [Fact]
    public async Task Time_and_the_operators_and_what_is_in_scope_can_be_used()
    {
        using var file = new FilterScript("""
            var rude = new List<string> { "darn" };
            TimeSpan Second(int n) => TimeSpan.FromSeconds(n);
            PerClient = (messages, time) => messages
                .MaxLength(10)
                .RateLimit(3, Second(3600), time)
                .Select(m => m with { Text = string.Concat(m.Text.Where(c => c != '!')) });
            ForEveryone = (messages, time) => messages.Censor(rude.ToArray()).Delay(TimeSpan.FromMilliseconds(1), time);
            """);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var client = await server.LineAsync();
        await client.SendAllAsync(["hello darn!", "darn!", "hi", "you", "there"]);
        await client.ReadUntilAsync($"* a message may have at most 10 characters");
        var frames = await client.ReadUntilAsync($"{client.Guest}: you");
        frames.Where(frame => frame[0] != '*').Should().Equal($"{client.Guest}: ****", $"{client.Guest}: hi");
    }

    [Fact]
    public async Task Saves_during_a_compile_collapse_into_one()
    {
        using var file = new FilterScript(FilterScript.Tag("first"));
        var gate = await Gate.MakeAsync(file.Beside("gate"));
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var client = await server.LineAsync();
        file.Save($"System.IO.File.ReadAllText(\"{gate}\");\n{FilterScript.Tag("held")}");
        // Opens when the file is being loaded, and holds it there.
        await using (await Gate.OpenedAsync(gate))
        {
            for (var n = 0; n < 20; n++) file.Save(FilterScript.Tag($"{n}"));
        }
        await server.LogLineAsync("filters: generation 2 live");
        await server.LogLineAsync("filters: generation 3 live");
        await client.SendAsync("hi");
        await client.ReadUntilAsync($"{client.Guest}: 19 hi");
        server.Send(Signal.Hangup);
        (await server.LogLineAsync("filters: generation")).Should()
            .Contain("generation 3 goes on", "all of them were one");
    }

    [Fact]
    public async Task One_that_throws_while_running_costs_a_message_and_is_reported_with_its_line()
    {
        using var file = new FilterScript("""
            PerClient = (messages, time) => messages
                .Select(m => m.Text == "boom"
                    ? throw new InvalidOperationException("it went boom")
                    : m);
            """);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var (one, other) = (await server.LineAsync(), await server.LineAsync());
        await one.SendAllAsync(["boom", "boom", "still here"]);
        var frames = await one.ReadUntilAsync($"{one.Guest}: still here");
        frames.Where(frame => frame == "* not said: a filter failed").Should().HaveCount(2);
        await other.ExpectAsync($"{one.Guest}: still here");
        (await server.LogLineAsync("filter failed")).Should()
            .EndWith($"{file.Path}:2: InvalidOperationException: it went boom\"");
    }

    [Fact]
    public async Task Without_a_file_no_compiler_is_loaded()
    {
        await using var without = await RxChatProcess.ServeAsync();
        var client = await without.LineAsync();
        await client.SendAsync("hi");
        await client.ExpectAsync($"{client.Guest}: hi");
        without.MapsOf("Microsoft.CodeAnalysis").Should().BeFalse();

        using var file = new FilterScript(FilterScript.PassesAll);
        await using var with = await RxChatProcess.ServeAsync("--filters", file.Path);
        with.MapsOf("Microsoft.CodeAnalysis").Should().BeTrue("or the test looks in the wrong place");
    }
}
