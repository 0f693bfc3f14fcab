namespace RxChat.Server.Tests;

/// <summary>What is refused before anything is served, in one line that names it.</summary>
public class CommandLineTests
{
    [Fact]
    public async Task Version_prints_the_version()
    {
        var run = await RxChatProcess.RunAsync(["--version"]);
        run.ExitCode.Should().Be(0);
        run.Output.Should().MatchRegex(@"^\d+\.\d+\.\d+\n$");
        run.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task Help_teaches_every_option()
    {
        var run = await RxChatProcess.RunAsync(["--help"]);
        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        string[] words =
        [
            "rxchat connect", "nc ", "SIGHUP", "SIGTERM", "RXCHAT_", "--listen", "--config", "--max-frame",
            "--max-name", "--max-room", "--max-rooms-per-client", "--max-connections", "--max-connections-per-address",
            "--backlog", "--overflow", "--rate",
            "--first-byte", "--idle", "--drain", "--hide-addresses", "--history", "--engine",
        ];
        foreach (var word in words) run.Output.Should().Contain(word);
        foreach (var number in new[] { "65536", "32", "64", "100", "20000", "1048576", "50" })
            run.Output.Should().Contain($"({number}");
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("connect")]
    public async Task Help_is_there_for_each_command(string command)
    {
        var run = await RxChatProcess.RunAsync([command, "--help"]);
        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain(command);
    }

    [Theory]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("nonsense", "no command \"nonsense\"", "serve, connect, say, filters, history")]
    [InlineData("servee", "no command \"servee\"", "did you mean serve?")]
    [InlineData("filters chek", "rxchat filters has no command \"chek\"", "check")]
    [InlineData("filters", "rxchat filters needs a command", "check")]
    [InlineData("filters check")]
    [InlineData("--listen", "--listen")]
    [InlineData("--max-frame abc", "--max-frame", "abc")]
    [InlineData("--max-frame -1", "--max-frame", "-1")]
    [InlineData("--max-frame 0", "max-frame")]
    [InlineData("--max-frame 99999999999", "--max-frame", "99999999999")]
    [InlineData("--max-frame 2147483647", "max-frame", "268435456")]
    [InlineData("--max-frame 256MiB", "backlog", "268436480")]
    [InlineData("--max-frame 1.5XB", "--max-frame", "1.5XB", "64KiB")]
    [InlineData("--backlog 3GiB", "--backlog", "3GiB")]
    [InlineData("--max-name 0", "max-name")]
    [InlineData("--max-name 121", "max-name", "120")]
    [InlineData("--max-room 2147483647", "max-room", "120")]
    [InlineData("--max-room 0", "max-room")]
    [InlineData("--max-rooms-per-client 0", "max-rooms-per-client")]
    [InlineData("--max-connections 0", "max-connections")]
    [InlineData("--max-connections-per-address 0", "max-connections-per-address")]
    [InlineData("--backlog 1000", "backlog", "66560")]
    [InlineData("--overflow explode", "--overflow", "drop-oldest", "explode")]
    [InlineData("--rate x", "--rate", "x")]
    [InlineData("--first-byte soon", "--first-byte", "soon")]
    [InlineData("--idle -1", "--idle", "-1")]
    [InlineData("--idle -Infinity", "--idle", "-Infinity")]
    [InlineData("--idle 5x", "--idle", "5x", "5m")]
    [InlineData("--drain NaN", "--drain", "NaN")]
    [InlineData("--drain 1000000001", "--drain", "1000000000")]
    [InlineData("--pacing 2,-Infinityms", "--pacing", "-Infinity")]
    [InlineData("--log @x", "--log", "@x")]
    [InlineData("--hide-addresses=maybe", "--hide-addresses", "maybe", "on or off")]
    [InlineData("--log loud", "--log", "loud")]
    [InlineData("--engine steam", "--engine", "steam")]
    [InlineData("--listen nonsense", "nonsense")]
    [InlineData("--listen nul://127.0.0.1", "nul://127.0.0.1", "port")]
    [InlineData("--listen nul://127.0.0.1:99999", "nul://127.0.0.1:99999")]
    [InlineData("--listen gopher://127.0.0.1:0", "gopher://", "nul://")]
    [InlineData("--listen nul://no-such-host.invalid:0", "no-such-host.invalid")]
    [InlineData("--listen nul://127.0.0.1:0/path", "nul://127.0.0.1:0/path")]
    [InlineData("--listen nul://0.0.0.0:7711 --listen line://[::]:7711", "nul://0.0.0.0:7711", "line://[::]:7711",
        "another port")]
    [InlineData("--listen nul://127.0.0.1:7711 --listen line://127.0.0.1:7711", "nul://127.0.0.1:7711",
        "line://127.0.0.1:7711")]
    [InlineData("--listen nul://0.0.0.0:7711 --listen nul://127.0.0.2:7711", "nul://0.0.0.0:7711",
        "nul://127.0.0.2:7711")]
    [InlineData("--config /no/such/file.json", "/no/such/file.json")]
    [InlineData("connect")]
    [InlineData("connect gopher://127.0.0.1:1", "gopher://127.0.0.1:1")]
    [InlineData("connect nonsense", "nonsense")]
    [InlineData("connect line://127.0.0.1", "line://127.0.0.1")]
    public async Task What_cannot_be_is_refused_with_2_and_one_line_that_names_it(
        string arguments, params string[] named)
    {
        var run = await RxChatProcess.RunAsync(arguments.Split(' '));
        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.ErrorLines.Should().ContainSingle().Which.Should().StartWith("rxchat: ");
        foreach (var word in named) run.Error.Should().Contain(word);
    }

    [Theory]
    [InlineData("""{"maxFrames": 100}""", "maxFrames")]
    [InlineData("""{"max-frame": 100}""", "max-frame", "maxFrame")]
    [InlineData("""{"maxFrame": "abc"}""", "maxFrame", "abc")]
    [InlineData("""{"maxFrame": [1]}""", "maxFrame")]
    [InlineData("""{"maxFrame": 1, "maxFrame": 2}""", "the key \"maxFrame\" twice")]
    [InlineData("""{"listen": []}""", "\"listen\"", "no URL")]
    [InlineData("""{"log": "\ud800"}""", "half a character")]
    [InlineData("""{"\ud800": 1}""", "half a character")]
    [InlineData("""{"listen": "nul://127.0.0.1:0"}""", "listen")]
    [InlineData("""{"listen": ["nul://127.0.0.1"]}""", "nul://127.0.0.1")]
    [InlineData("""{"maxFrame": 1""", "line 1")]
    [InlineData("""[]""", "object")]
    [InlineData("", "line 1")]
    public async Task A_configuration_file_that_cannot_be_is_refused_with_2_and_one_line(
        string json, params string[] named)
    {
        using var file = new ConfigFile(json);
        var run = await RxChatProcess.RunAsync(["--config", file.Path]);
        run.ExitCode.Should().Be(2);
        run.ErrorLines.Should().ContainSingle().Which.Should().StartWith("rxchat: ").And.Contain(file.Path);
        foreach (var word in named) run.Error.Should().Contain(word);
    }

    [Theory]
    [InlineData("RXCHAT_MAX_FRAME", "much", "much")]
    [InlineData("RXCHAT_MAX_FRAM", "7", "did you mean RXCHAT_MAX_FRAME?")]
    [InlineData("RXCHAT_MAXFRAME", "7", "did you mean RXCHAT_MAX_FRAME?")]
    [InlineData("RXCHAT_COLOUR", "", "RXCHAT_LISTEN, ")]
    [InlineData("RXCHAT_LISTEN", ",", "no URL")]
    public async Task A_variable_that_cannot_be_is_refused_by_its_name(string name, string value, string named)
    {
        var run = await RxChatProcess.RunAsync([], environment: new Dictionary<string, string> { [name] = value });
        run.ExitCode.Should().Be(2);
        run.ErrorLines.Should().ContainSingle().Which.Should().Contain($"{name} ").And.Contain(named);
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_1_and_nothing_else_is_kept_open()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var run = await RxChatProcess.RunAsync(
            ["--listen", "line://127.0.0.1:0", "--listen", $"nul://127.0.0.1:{server.NulPort}"]);
        run.ExitCode.Should().Be(1);
        run.Output.Should().BeEmpty("it accepts on all endpoints or on none");
        run.ErrorLines.Should().ContainSingle().Which.Should().Contain($"nul://127.0.0.1:{server.NulPort}");
    }
}
