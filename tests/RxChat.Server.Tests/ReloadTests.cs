using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>SIGHUP: the configuration file is read again.</summary>
public class ReloadTests
{
    [Fact]
    public async Task What_can_change_changes_for_those_who_are_there_already()
    {
        using var file = new ConfigFile("""{"maxFrame": 100, "maxName": 3}""");
        await using var server = await RxChatProcess.ServeAsync("--config", file.Path);
        var (before, offender) = (await server.LineAsync(), await server.NulAsync());
        file.Write("""{"maxFrame": 200}""");
        server.Send(Signal.Hangup);
        var reloaded = new[] { await server.LogLineAsync(" reloaded "), await server.LogLineAsync(" reloaded ") };
        reloaded.Should().ContainSingle(line => line.Contains("max-frame 100 -> 200"));
        reloaded.Should().ContainSingle(line => line.Contains("max-name 3 -> default"));

        await before.SendAsync(new string('x', 200));
        await before.ReadUntilAsync($"{before.Guest}: {new string('x', 200)}");
        await before.SendAsync("/name alice");
        await before.ReadUntilAsync($"* {before.Guest} is now alice");
        await offender.SendAsync(new string('x', 201));
        (await offender.ReadToEndAsync()).Should().EndWith("* a message may hold at most 200 bytes");
    }

    [Fact]
    public async Task What_cannot_change_needs_a_restart_and_says_so()
    {
        using var file = new ConfigFile("{}");
        await using var server = await RxChatProcess.ServeAsync("--config", file.Path);
        file.Write("""{"hideAddresses": true}""");
        server.Send(Signal.Hangup);
        (await server.LogLineAsync(" needs a restart ")).Should().Contain("hide-addresses default -> true");
        var client = await server.NulAsync();
        await client.SendAsync("hello");
        await client.ExpectAsync($"{client.Address}: hello");
    }

    [Fact]
    public async Task Other_urls_need_a_restart_and_say_so()
    {
        using var file = new ConfigFile("""{"listen": ["nul://127.0.0.1:0"]}""");
        await using var server = await RxChatProcess.ServeAsync(["--config", file.Path], endpoints: 1,
            environment: null);
        file.Write("""{"listen": ["line://127.0.0.1:0"]}""");
        server.Send(Signal.Hangup);
        (await server.LogLineAsync(" needs a restart ")).Should()
            .Contain("listen nul://127.0.0.1:0 -> line://127.0.0.1:0");
    }

    [Fact]
    public async Task A_file_that_cannot_be_changes_nothing_and_the_log_says_why()
    {
        using var file = new ConfigFile("""{"maxFrame": 100}""");
        await using var server = await RxChatProcess.ServeAsync("--config", file.Path);
        file.Write("""{"maxFrame": 300, "backlog": "much"}""");
        server.Send(Signal.Hangup);
        (await server.LogLineAsync(" not reloaded ")).Should().Contain("backlog").And.Contain("much");
        file.Write("{");
        server.Send(Signal.Hangup);
        await server.LogLineAsync(" not reloaded ");

        var client = await server.NulAsync();
        await client.SendAsync(new string('x', 101));
        (await client.ReadToEndAsync()).Should().Equal("* a message may hold at most 100 bytes");

        file.Write("""{"maxFrame": 300}""");
        server.Send(Signal.Hangup);
        await server.LogLineAsync("max-frame 100 -> 300");
    }

    [Fact]
    public async Task A_flag_stays_in_force_whatever_the_file_says_now()
    {
        using var file = new ConfigFile("{}");
        await using var server = await RxChatProcess.ServeAsync("--config", file.Path, "--max-frame", "50");
        file.Write("""{"maxFrame": 300}""");
        server.Send(Signal.Hangup);
        await server.LogLineAsync("nothing changed");
        var client = await server.NulAsync();
        await client.SendAsync(new string('x', 51));
        (await client.ReadToEndAsync()).Should().Equal("* a message may hold at most 50 bytes");
    }

    [Fact]
    public async Task Any_number_at_a_time_hold_up_neither_a_good_filter_nor_a_stop()
    {
        using var file = new ConfigFile("{}");
        using var script = new FilterScript(FilterScript.Tag("one"));
        await using var server = await RxChatProcess.ServeAsync("--config", file.Path, "--filters", script.Path,
            "--drain", "1");
        var client = await server.LineAsync();
        for (var n = 0; n < 300; n++) server.Send(Signal.Hangup);
        script.Save(FilterScript.Tag("two"));
        await server.LogLineAsync("filters: generation 2 live");
        await client.SendAsync("hi");
        await client.ExpectAsync($"{client.Guest}: two hi");
        for (var n = 0; n < 300; n++) server.Send(Signal.Hangup);
        var watch = Stopwatch.StartNew();
        server.Send(Signal.Terminate);
        (await server.ExitAsync()).Should().Be(0);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("""{"idle":"-Infinity"}""", "idle")]
    [InlineData("""{"pacing":"2,-Infinityms"}""", "pacing")]
    [InlineData("""{"log":"\ud800"}""", "\\\\u")]
    [InlineData("""{"\ud800":1}""", "\\\\u")]
    [InlineData("""{"backlog":99999999999}""", "backlog")]
    [InlineData("""{"listen":[]}""", "listen")]
    [InlineData("""{"listen":["line://127.0.0.1"]}""", "line://127.0.0.1 names no port")]
    [InlineData("""{"listen":["nonsense"]}""", "nonsense is no URL")]
    [InlineData("""{"filters":"a\u0000b"}""", "filters")]
    [InlineData("""{"drain":1, "drain":2}""", "the key \\\"drain\\\" twice")]
    public async Task Whatever_the_file_says_nothing_breaks_and_the_log_says_why(string json, string named)
    {
        using var file = new ConfigFile("{}");
        string[] arguments = ["--config", file.Path];
        var environment = new Dictionary<string, string>();
        if (!json.Contains("listen", StringComparison.Ordinal)) environment["RXCHAT_LISTEN"] = "line://127.0.0.1:0";
        else file.Write("""{"listen":["line://127.0.0.1:0"]}""");
        await using var server = await RxChatProcess.ServeAsync(arguments, endpoints: 1, environment);
        file.Write(json);
        server.Send(Signal.Hangup);
        (await server.LogLineAsync(" not reloaded ")).Should().Contain(named);
        var client = await server.LineAsync();
        await client.SendAsync("hi");
        await client.ExpectAsync($"{client.Guest}: hi");
    }
}
