namespace RxChat.Server.Tests;

/// <summary>Where an option comes from: the flag, then the environment, then the file, then the default.</summary>
public class PrecedenceTests
{
    [Theory]
    [InlineData(null, null, null, 65536)]
    [InlineData(null, null, 100, 100)]
    [InlineData(null, 200, 100, 200)]
    [InlineData(300, 200, 100, 300)]
    [InlineData(300, null, 100, 300)]
    [InlineData(300, 200, null, 300)]
    public async Task The_flag_wins_over_the_environment_and_that_over_the_file(
        int? flag, int? variable, int? key, int limit)
    {
        using var file = new ConfigFile(key is null ? "{}" : $$"""{"maxFrame": {{key}}}""");
        var environment = new Dictionary<string, string>();
        if (variable is not null) environment["RXCHAT_MAX_FRAME"] = $"{variable}";
        string[] given = flag is null ? [] : ["--max-frame", $"{flag}"];
        string[] arguments = ["--listen", "nul://127.0.0.1:0", "--config", file.Path, .. given];
        await using var server = await RxChatProcess.ServeAsync(arguments, endpoints: 1, environment);
        await ShouldLimit(server, limit);
    }

    [Fact]
    public async Task Urls_come_from_the_file_or_the_environment_too()
    {
        using var file = new ConfigFile("""{"listen": ["nul://127.0.0.1:0"], /* and no more */}""");
        var environment = new Dictionary<string, string> { ["RXCHAT_CONFIG"] = file.Path };
        (await ServedAsync()).Should().Equal("nul");

        environment["RXCHAT_LISTEN"] = "line://127.0.0.1:0, line://localhost:0";
        (await ServedAsync("serve")).Should().Equal("line", "line");

        (await ServedAsync("serve", "--listen", "nul://127.0.0.1:0")).Should().Equal("nul");

        async Task<IEnumerable<string>> ServedAsync(params string[] arguments)
        {
            var endpoints = arguments is ["serve"] ? 2 : 1;
            await using var server = await RxChatProcess.ServeAsync(arguments, endpoints, environment);
            return server.Endpoints.Select(url => url.Scheme);
        }
    }

    [Fact]
    public async Task Every_option_can_stand_in_the_file()
    {
        using var file = new ConfigFile("""
            {
              "listen": ["nul://127.0.0.1:0", "line://127.0.0.1:0"], "maxFrame": 1000, "maxName": 10, "maxRoom": 10,
              "maxRoomsPerClient": 2, "maxConnections": 10, "maxConnectionsPerAddress": 5, "backlog": 100000,
              "overflow": "drop-oldest", "rate": 100,
              "firstByte": 30.5, "idle": 60, "drain": 2.5,
              "hideAddresses": true, "history": "none", "log": "warn"
            }
            """);
        await using var server = await RxChatProcess.ServeAsync(["--config", file.Path], endpoints: 2,
            environment: null);
        var client = await server.NulAsync();
        await client.SendAsync("hello");
        await client.ExpectAsync("guest-1: hello");
        await client.SendAsync("/name longer-than-10");
        await client.ExpectAsync("* a name has at most 10 characters");
    }

    private static async Task ShouldLimit(RxChatProcess server, int limit)
    {
        var client = await server.NulAsync();
        var text = new string('x', limit);
        await client.SendAllAsync([text, text + "x"]);
        await client.ExpectAsync($"{client.Address}: {text}", $"* a message may hold at most {limit} bytes");
        await client.ExpectEndAsync();
    }
}
