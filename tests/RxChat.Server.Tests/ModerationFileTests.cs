using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>What keeps rooms in order outlives the server, and is in its audit trail.</summary>
public sealed class ModerationFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-moderation").FullName;

    private string File => Path.Combine(_folder, "chat.db");

    [Fact]
    public async Task Bans_mutes_and_roles_outlive_a_crash_and_the_trail_says_who_did_it()
    {
        await using (var server = await ServeAsync())
        {
            using var root = await RegisterAsync(server, "root");
            using var bob = await RegisterAsync(server, "bob");
            await root.JoinAsync("tea");
            object[] acts =
            [
                new { type = "moderate", room = "tea", act = "ban", whom = "eve", seconds = 3600, reason = "spam" },
                new { type = "moderate", room = "tea", act = "mute", whom = "bob" },
                new { type = "moderate", room = "tea", act = "slow", value = "5" },
                new { type = "moderate", room = "tea", act = "slow", value = "0" },
                new { type = "moderate", room = "tea", act = "ban", whom = "mallory" },
                new { type = "moderate", room = "tea", act = "unban", whom = "mallory" },
            ];
            foreach (var act in acts) await DoneAsync(root, act);
            server.Crash();
        }
        await using var again = await ServeAsync();
        using var owner = await ConnectAsync(again, "root");
        await owner.JoinAsync("tea");
        await owner.SendAsync(new { type = "rules", room = "tea", @ref = "r" });
        (await owner.ReadAsync("rules"))[^1].GetProperty("acts").EnumerateArray()
            .Select(act => (TextOf(act, "act"), TextOf(act, "whom"))).Should().Equal(
                ("role", "root"), ("ban", "eve"), ("mute", "bob"));
        await owner.ReadAsync("ok");
        using var eve = await JsonClient.ConnectAsync(again.Endpoints[0].Port);
        await eve.SendAsync(new { type = "name", name = "eve", @ref = "1" });
        await eve.ReadAsync("ok");
        await eve.SendAsync(new { type = "join", room = "tea", after = 0, @ref = "2" });
        TextOf((await eve.ReadAsync("error"))[^1], "code").Should().Be("banned");
        using var muted = await ConnectAsync(again, "bob");
        await muted.JoinAsync("tea");
        await muted.SendAsync(new { type = "say", room = "tea", text = "hello", @ref = "3" });
        TextOf((await muted.ReadAsync("error"))[^1], "code").Should().Be("muted");

        var audit = await RxChatProcess.RunAsync(["history", "audit", File, "--room", "TEA"]);
        audit.OutputLines.Select(line => line.Split('\t')[2]).Should().HaveCount(7).And.SatisfyRespectively(
            one => one.Should().Be("root makes root an owner"),
            one => one.Should().MatchRegex("^root bans eve until .*: spam$"),
            one => one.Should().Be("root mutes bob"),
            one => one.Should().Be("root lets everybody speak once in 5 s"),
            one => one.Should().Be("root lets everybody speak as fast as they like"),
            one => one.Should().Be("root bans mallory"),
            one => one.Should().Be("root lets mallory come again"));
        audit.OutputLines.Should().OnlyContain(line => line.Contains("\ttea\t"));
    }

    [Fact]
    public async Task What_was_said_first_is_read_by_moderators_also_later()
    {
        string id;
        await using (var server = await ServeAsync())
        {
            using var root = await RegisterAsync(server, "root");
            await root.JoinAsync("tea");
            using var bob = await RegisterAsync(server, "bob");
            await bob.JoinAsync("tea");
            await bob.SendAsync(new { type = "say", room = "tea", text = "first", @ref = "1" });
            id = TextOf((await bob.ReadAsync("ok"))[^1], "id");
            await DoneAsync(bob, new { type = "edit", room = "tea", id, text = "second" });
        }
        await using var again = await ServeAsync();
        foreach (var (who, answer) in new[] { ("bob", "error"), ("root", "original") })
        {
            using var client = await ConnectAsync(again, who);
            await client.JoinAsync("tea");
            await client.SendAsync(new { type = "original", room = "tea", id, @ref = "2" });
            var told = (await client.ReadAsync(answer))[^1];
            if (who == "root") TextOf(told, "text").Should().Be("first");
        }
    }

    [Fact]
    public async Task What_stands_is_exported_imported_and_purged()
    {
        await using (var server = await ServeAsync())
        {
            using var root = await RegisterAsync(server, "root");
            using var bob = await RegisterAsync(server, "bob");
            await root.JoinAsync("tea");
            foreach (var whom in new[] { "bob", "eve" })
                await DoneAsync(root, new { type = "moderate", room = "tea", act = "ban", whom });
            await DoneAsync(root, new { type = "say", room = "tea", text = "peace" });
        }
        var exported = await RxChatProcess.RunAsync(["history", "export", File]);
        var copy = Path.Combine(_folder, "copy.db");
        (await RxChatProcess.RunAsync(["history", "import", copy], exported.Output)).ExitCode.Should().Be(0);
        (await RxChatProcess.RunAsync(["history", "purge", copy, "--person", "root"])).ExitCode.Should().Be(0);
        (await RxChatProcess.RunAsync(["history", "audit", copy])).OutputLines
            .Select(line => line.Split('\t')[2]).Should().Equal("- bans bob", "- bans eve");

        await using var again = await RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", copy);
        using var eve = await JsonClient.ConnectAsync(again.Endpoints[0].Port);
        await DoneAsync(eve, new { type = "name", name = "eve" });
        await eve.SendAsync(new { type = "join", room = "tea", after = 0, @ref = "2" });
        TextOf((await eve.ReadAsync("error"))[^1], "code").Should().Be("banned");
        using var guest = await JsonClient.ConnectAsync(again.Endpoints[0].Port);
        (await guest.JoinAsync("tea", after: 0)).Should().NotContain(one => one.GetRawText().Contains("root"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<RxChatProcess> ServeAsync() =>
        RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", File);

    private static async Task<JsonClient> RegisterAsync(RxChatProcess server, string name)
    {
        var client = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        await DoneAsync(client, new { type = "register", name, password = "correct horse" });
        return client;
    }

    private static async Task<JsonClient> ConnectAsync(RxChatProcess server, string name)
    {
        var client = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        await DoneAsync(client, new { type = "login", name, password = "correct horse" });
        return client;
    }

    private static async Task DoneAsync(JsonClient client, object request)
    {
        var with = System.Text.Json.JsonSerializer.SerializeToNode(request)!;
        with["ref"] = "d";
        await client.SendAsync(with);
        await client.ReadAsync("ok");
    }
}
