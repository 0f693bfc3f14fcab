using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>The documents as served, judged by those whom others use.</summary>
public sealed class ApiJudgesTests(NodePackages packages) : IClassFixture<NodePackages>
{
    private const string Parse = """
        import { Parser, fromURL } from '@asyncapi/parser';
        const { document, diagnostics } = await fromURL(new Parser(), process.argv[1]).parse();
        const informs = 2;
        for (const one of diagnostics.filter((one) => one.severity < informs)) console.log(one.code, one.message);
        console.log(`${document?.allMessages().length} messages`);
        """;

    [Fact]
    public async Task Redocly_finds_nothing_wrong_with_openapi()
    {
        packages.SkipWithout();
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0"]);
        // What opens a WebSocket has no 2xx.
        var judged = await packages.RunAsync(
            "node", "node_modules/@redocly/cli/bin/cli.js", "lint", "--extends=recommended", "--format=json",
            "--skip-rule=operation-2xx-response", $"http://{server.Endpoints[0].Authority}/api/openapi.json");

        judged.ExitCode.Should().Be(0, "{0}{1}", judged.Output, judged.Error);
        var totals = JsonDocument.Parse(judged.Output).RootElement.GetProperty("totals");
        totals.GetProperty("errors").GetInt32().Should().Be(0, judged.Output);
        totals.GetProperty("warnings").GetInt32().Should().Be(0, judged.Output);
    }

    [Fact]
    public async Task Its_parser_finds_nothing_wrong_with_asyncapi()
    {
        packages.SkipWithout();
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0"]);
        var judged = await packages.RunAsync("node", "--input-type=module", "--eval", Parse,
            $"http://{server.Endpoints[0].Authority}/api/asyncapi.json");

        judged.ExitCode.Should().Be(0, judged.Error);
        judged.Output.Should().MatchRegex("^[1-9][0-9]+ messages\n$");
    }
}
