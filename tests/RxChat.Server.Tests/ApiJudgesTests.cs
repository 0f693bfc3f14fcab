using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>The documents as served, and the WebSocket, judged by those whom others use.</summary>
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

    [Fact]
    public async Task A_client_of_Node_that_everybody_has_talks_and_is_answered_as_it_should_be()
    {
        packages.SkipWithout();
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0"]);
        // A text of many bytes, a message in fragments with a ping between them, and the close.
        const string Script = """
            const { WebSocket } = require('ws'), long = '\u{1F600}'.repeat(15_000);
            const chat = new WebSocket(process.argv[1], 'rxchat.v1');
            const send = (object) => chat.send(JSON.stringify(object));
            chat.on('message', (data, isBinary) => {
              const told = JSON.parse(data);
              if (told.type === 'welcome') send({ type: 'join', room: 'tea' });
              if (told.type === 'joined') send({ type: 'say', room: 'tea', text: long });
              if (told.type !== 'message') return;
              console.log(isBinary, told.seq, told.text === long);
              if (told.seq === 2) return chat.close(1000);
              chat.send('{"type":"say","room":', { fin: false });
              chat.ping('between');
              chat.send('"tea","text":"in parts"}', { fin: true });
            });
            chat.on('pong', (data) => console.log('pong', `${data}`));
            chat.on('close', (code) => console.log('closed', code, chat.protocol));
            """;
        var outcome = await packages.RunAsync(
            "node", "-e", Script, $"ws://{server.Endpoints[0].Authority}/ws");
        outcome.OutputLines.Should().Equal(
            ["false 1 true", "pong between", "false 2 false", "closed 1000 rxchat.v1"], outcome.Error);
    }
}
