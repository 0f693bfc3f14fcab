using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RxChat.Server.Tests;

/// <summary>A server records, and the same executable does it again.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class RecordingTests : IDisposable
{
    private const string Live = """
        PerClient = (messages, time) => messages.Reject(m => m.Text.Contains("bad"), "no")
            .Delay(TimeSpan.FromMilliseconds(20), time);
        """;

    private const string Candidate = """
        PerClient = (messages, time) => messages.Reject(m => m.Text.Contains("tea"), "no tea").Censor("darn");
        """;

    private const string Late = "?at=2100-01-01T00:00:00Z";

    private readonly FilterScript _live = new(Live);
    private readonly FilterScript _candidate = new(Candidate);

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string Recorded => _live.Beside("chat.rec");

    public void Dispose()
    {
        _live.Dispose();
        _candidate.Dispose();
    }

    [Fact]
    public async Task It_is_replayed_to_the_same_hash_and_a_candidate_differs_as_in_the_shadow()
    {
        const string differences = "said -> changed: 10, said -> told: 10, told -> said: 10";
        await using (var server = await RxChatProcess.ServeAsync(
            "--filters", _live.Path, "--shadow", _candidate.Path, "--record", Recorded))
        {
            await server.LogLineAsync("filters: generation 1 live");
            var ann = await server.LineAsync("ann");
            var texts = Enumerable.Range(0, 40)
                .Select(n => $"{(n % 4) switch { 0 => "bad", 1 => "tea", 2 => "darn", _ => "plain" }} {n}").ToArray();
            await ann.SendAllAsync(texts);
            await ann.ReadUntilAsync("ann: plain 39");
            // What was delayed is judged when it has had its five seconds.
            do server.Send(Signal.User1);
            while (!(await server.LogLineAsync("shadow: differences")).Contains(differences, StringComparison.Ordinal));
            _live.Save($"{Live}\n// again");
            await server.LogLineAsync("filters: generation 2 live");
            await ann.SendAllAsync(["/register not-for-files", "last"]);
            await ann.ReadUntilAsync("ann: last");
        }
        File.GetUnixFileMode(Recorded).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllText(Recorded).Should().NotContain("not-for-files");

        var replayed = await RxChatProcess.RunAsync(["replay", Recorded]);
        replayed.Error.Should().BeEmpty();
        replayed.ExitCode.Should().Be(0);
        Hashes().IsMatch(replayed.Output).Should().BeTrue("{0}", replayed.Output);

        var whatIf = await RxChatProcess.RunAsync(["replay", Recorded, "--filters", _candidate.Path]);
        whatIf.ExitCode.Should().Be(0);
        whatIf.Output.Should().Contain("ann in lobby: tea 1: said -> told: no tea\n").And.Contain(
            "changed: 10, newly passed: 10, newly rejected: 10");
        (await RxChatProcess.RunAsync(["replay", Recorded, "--filters", _candidate.Path, "--fail-over", "29"]))
            .ExitCode.Should().Be(1);
        foreach (var apart in new[] { "--from=2100-01-01", "--to=2000-01-01" })
        {
            (await RxChatProcess.RunAsync(["replay", Recorded, "--filters", _candidate.Path, apart])).Output
                .Should().Contain("what if: no message is treated differently", apart);
        }
        (await RxChatProcess.RunAsync(["at", Recorded, "23:59:59"])).Output.Should().Contain("lobby (up to");
    }

    [Fact]
    public async Task Operators_and_who_has_the_file_see_how_it_stood_and_why()
    {
        string? at;
        await using (var of = await Operator.ServeAsync("--record", Recorded))
        {
            using var http = of.As(await of.TokenAsync("deploy"));
            var description = await Description.OfAsync(http);
            await TalkAsync(of.Server);
            // What was said last is written when some of it is together.
            JsonElement late;
            do late = await ReadAsync(http, "moment", Late);
            while (!late.GetRawText().Contains("\"lobby\",\"last\":1", Ordinal));
            at = late.GetProperty("at").GetString();
            await WhatStoodAsync(http, at!);
            foreach (var (what, query) in new[]
            {
                ("recording", ""), ("moment", "?at=now"), ("moment", Late), ("why", ""),
            })
            {
                using var answer = await http.GetAsync($"api/admin/{what}{query}", Now);
                await description.CheckAsync($"GET /api/admin/{what}", answer);
            }
        }
        await using var viewer = RxChatProcess.Start(["at", Recorded, "--page"]);
        var shown = new Uri((await viewer.Output.ReadLineAsync(Now))!.Split(' ')[^1]);
        using var other = new HttpClient { BaseAddress = shown };
        (await other.GetAsync("api/admin/recording", Now)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        other.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", shown.Fragment[1..]);
        await WhatStoodAsync(other, at!);
        (await ReadAsync(other, "recording", "")).GetProperty("file").GetString().Should().Be(Recorded);
        (await other.GetAsync("api/admin/moment?at=never", Now)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        viewer.Send(Signal.Terminate);
        (await viewer.ExitAsync()).Should().Be(143);
    }

    [Fact]
    public async Task What_is_purged_of_the_history_is_left_in_no_recording()
    {
        var database = _live.Beside("chat.db");
        await using (var server = await RxChatProcess.ServeAsync("--history", database, "--record", Recorded))
            await TalkAsync(server);
        File.WriteAllText($"{Recorded}.1", "what an earlier run left");
        (await RxChatProcess.RunAsync(
            ["history", "purge", database, "--room", "tea", "--recording", Recorded])).ExitCode.Should().Be(0);
        File.Exists(Recorded).Should().BeFalse();
        File.Exists($"{Recorded}.1").Should().BeFalse();
    }

    [Fact]
    public async Task Where_nothing_is_recorded_that_is_said()
    {
        await using var of = await Operator.ServeAsync();
        using var http = of.As(await of.TokenAsync("deploy"));
        using var answer = await http.GetAsync("api/admin/recording", Now);
        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync(Now)).Should().Contain("--record FILE");
    }

    private static async Task TalkAsync(RxChatProcess server)
    {
        var (ann, bob) = (await server.LineAsync("ann"), await server.LineAsync("bob"));
        await ann.SendAllAsync(["/join tea", "leaves"]);
        await ann.ReadUntilAsync("ann: leaves");
        await bob.SendAsync("where are you");
        await bob.ReadUntilAsync("bob: where are you");
    }

    private static async Task WhatStoodAsync(HttpClient http, string at)
    {
        // Requests of operators are commands, too.
        var step = 0;
        Task<JsonElement> AtAsync() => ReadAsync(http, "moment", $"?at={Uri.EscapeDataString(at)}&steps={step}");
        async Task<JsonElement> BackToAsync(string command)
        {
            JsonElement moment;
            do moment = await AtAsync();
            while (!moment.GetProperty("command").GetString()!.Contains(command, Ordinal) && --step > -1000);
            return moment;
        }
        MembersOf(await BackToAsync("where are you")).Should().Be("ann");
        MembersOf(await BackToAsync("\"join\"")).Should().Be("ann");
        step--;
        MembersOf(await AtAsync()).Should().BeNull();
        (await ReadAsync(http, "why", "?of=tea/1&whom=bob")).GetProperty("lines").EnumerateArray().Last().GetString()
            .Should().StartWith("bob (connection").And.EndWith("was not in tea");
    }

    private static string? MembersOf(JsonElement moment) => moment.GetProperty("rooms").EnumerateArray()
        .Where(room => room.GetProperty("room").GetString() == "tea")
        .Select(room => string.Join(' ', room.GetProperty("members").EnumerateArray())).SingleOrDefault();

    private static Task<JsonElement> ReadAsync(HttpClient http, string what, string query) =>
        http.GetFromJsonAsync<JsonElement>($"api/admin/{what}{query}", Now);

    [Fact]
    public async Task A_full_disk_ends_the_recording_and_nothing_else()
    {
        await using var disk = await SmallDisk.MountAsync(_live.Beside("disk"));
        await using var server = await RxChatProcess.ServeOnAsync(
            ["http://127.0.0.1:0", "line://127.0.0.1:0"],
            "--record", Path.Combine(disk.Path, "chat.rec"), "--log", "warn");
        using var http = Requests.To(server);
        (await http.GetStringAsync("metrics", Now)).Should().MatchRegex("\nrxchat_recording.* 1\n");
        var ann = await server.LineAsync("ann");
        for (var n = 0; n < 60; n++)
        {
            await ann.SendAsync($"{n} {new string('x', 20_000)}");
            await ann.ReadUntilAsync(text => text.StartsWith($"ann: {n} ", StringComparison.Ordinal), $"{n}");
        }
        (await server.LogLineAsync("recording stopped")).Should().Contain("chat.rec").And.Contain("No space left");
        await ann.SendAsync("on we go");
        await ann.ReadUntilAsync("ann: on we go");
        (await http.GetStringAsync("metrics", Now)).Should().MatchRegex("\nrxchat_recording.* 0\n");
    }

    [Fact]
    public async Task What_is_no_recording_or_no_place_for_one_is_named()
    {
        (await RxChatProcess.RunAsync(["replay", _live.Path])).Error.Should().Contain("none of a recording");
        (await RxChatProcess.RunAsync(["at", Recorded, "12:00"])).Error.Should().Contain("there is no recording");
        (await RxChatProcess.RunAsync(["at", Recorded, "--page"])).Error.Should().Contain("there is no recording");
        (await RxChatProcess.RunAsync(["at", Recorded, "--page", "--port", "65536"])).Error
            .Should().Be("rxchat: --port must be from 0, a free one, to 65535\n");
        var folder = Directory.CreateDirectory(_live.Beside("open")).FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        var refused = await RxChatProcess.RunAsync(
            ["--listen", "line://127.0.0.1:0", "--record", Path.Combine(folder, "chat.rec")]);
        refused.ExitCode.Should().Be(2);
        refused.Error.Should().Contain("--record: everybody may write");
    }

    [GeneratedRegex(@"^replayed (?<hash>[0-9a-f]{64})\nlive     \k<hash> equal$", RegexOptions.Multiline)]
    private static partial Regex Hashes();
}
