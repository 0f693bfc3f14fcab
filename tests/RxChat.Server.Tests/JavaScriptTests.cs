using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>The module that pages stand on, in Node, which is a judge of WebSockets from elsewhere.</summary>
public sealed class JavaScriptTests : IDisposable
{
    private static readonly string s_folder = Path.Combine(SamplesTests.Folder, "JavaScript");
    private static readonly bool s_hasNode =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "node")));

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}.db");

    [Fact]
    public async Task It_keeps_its_promises_in_virtual_time()
    {
        SkipWithoutNode();
        using var tests = Node("--test", s_folder);
        var told = await tests.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tests.WaitForExitAsync(TestContext.Current.CancellationToken);

        tests.ExitCode.Should().Be(0, told);
        told.Should().MatchRegex(@"(?m)^# pass [1-9]").And.MatchRegex(@"(?m)^# fail 0$");
    }

    [Fact]
    public async Task What_a_server_serves_is_the_module()
    {
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0"]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Endpoints[0].Authority}/") };
        using var module = await http.GetAsync("rxchat.js", TestContext.Current.CancellationToken);
        var schema = await http.GetFromJsonAsync<JsonElement>(
            "rxchat.v1.schema.json", TestContext.Current.CancellationToken);

        module.Content.Headers.ContentType!.ToString().Should().Be("text/javascript; charset=utf-8");
        module.Headers.ETag.Should().NotBeNull();
        (await module.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be(
            await File.ReadAllTextAsync(
                Path.Combine(RxChatProcess.Root, "src/RxChat.Web/Client/rxchat.js"),
                TestContext.Current.CancellationToken));
        schema.GetProperty("$id").GetString().Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task Across_kills_everything_is_said_once_and_heard_once()
    {
        SkipWithoutNode();
        var (url, server, count) = ("http://127.0.0.1:0", (RxChatProcess?)null, 60);
        async Task StartAsync()
        {
            server = await RxChatProcess.ServeOnAsync([url], "--history", _file);
            url = $"http://{server.Endpoints[0].Authority}";
        }
        await StartAsync();
        using var talk = Node(
            "--experimental-websocket", Path.Combine(s_folder, "talk.mjs"), url, "tea", $"{count}");
        var (heard, kept) = (new List<string>(), new List<string>());
        JsonElement page;
        try
        {
            while (kept.Count < count || heard.Count < count)
            {
                var line = await Patience.WaitAsync(
                    token => talk.StandardOutput.ReadLineAsync(token).AsTask(), "a line");
                var (word, rest) = (line![..line!.IndexOf(' ')], line[(line.IndexOf(' ') + 1)..]);
                // What was heard before it was kept may be lost with the server, and is said again.
                if (word == "rewound")
                    heard.RemoveAll(one => long.Parse(one[..one.IndexOf(' ')], CultureInfo.InvariantCulture)
                        > long.Parse(rest, CultureInfo.InvariantCulture));
                else
                    (word == "heard" ? heard : kept).Add(rest);
                if (word != "kept" || kept.Count is not (20 or 40)) continue;
                server!.Crash();
                await server.DisposeAsync();
                await StartAsync();
            }
            await talk.StandardInput.WriteLineAsync("enough");
            await talk.WaitForExitAsync(TestContext.Current.CancellationToken);
            using var http = new HttpClient { BaseAddress = new Uri(url) };
            page = await http.GetFromJsonAsync<JsonElement>(
                "/api/rooms/tea/messages?limit=1000", TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!talk.HasExited) talk.Kill();
            await server!.DisposeAsync();
        }

        page.GetProperty("messages").EnumerateArray().Select(one => one.GetProperty("text").GetString())
            .Should().Equal(Enumerable.Range(1, count).Select(n => $"text {n}"));
        heard.Should().Equal(Enumerable.Range(1, count).Select(n => $"{n} text {n}"));
        kept.Should().Equal(heard);
    }

    public void Dispose()
    {
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" }) File.Delete(file);
    }

    private static void SkipWithoutNode() =>
        Assert.SkipUnless(s_hasNode, "node is not installed (apt-get install nodejs)");

    private static Process Node(params string[] arguments) => Process.Start(
        new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
}
