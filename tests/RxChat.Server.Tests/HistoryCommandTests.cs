using System.Text;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>A history file is searched, exported, imported, copied and purged.</summary>
public sealed class HistoryCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-work").FullName;

    private string File => Path.Combine(_folder, "chat.db");

    [Fact]
    public async Task What_is_kept_beyond_memory_is_found_by_its_words()
    {
        await using var server = await ServeAsync(File);
        using var ann = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        await SayAsync(ann, 1500);
        await ann.SendAsync(new { type = "history", room = "tea", after = 2, limit = 1 });
        var third = TextOf((await ann.ReadAsync("history"))[^1].GetProperty("messages")[0], "id");
        await ann.SendAsync(new { type = "edit", room = "tea", id = third, text = "Café, n1 too", @ref = "e" });
        await ann.ReadAsync("ok");

        (await FindAsync(ann, "N7")).Should().Equal(7);
        (await FindAsync(ann, "cafe n1")).Should().Equal(3);
        (await FindAsync(ann, "n3")).Should().BeEmpty("it says something else now");
        (await FindAsync(ann, "text NEAR n5\" OR")).Should().BeEmpty("these are words");
        var latest = (await FindAsync(ann, "text")).ToList();
        latest.Should().Equal(Enumerable.Range(1481, 20).Select(n => (long)n));
    }

    [Fact]
    public async Task What_is_exported_is_imported_and_a_copy_is_the_same_while_the_server_writes()
    {
        var (copy, imported) = (Path.Combine(_folder, "copy.db"), Path.Combine(_folder, "imported.db"));
        string exported;
        await using (var server = await ServeAsync(File))
        {
            using var ann = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
            await SayAsync(ann, 50);
            await ann.SendAsync(new { type = "topic", room = "tea", text = "green", @ref = "t" });
            await ann.ReadAsync("ok");
            (exported, _) = await RunAsync("", "history", "export", File);
            await RunAsync("", "history", "backup", File, copy);
        }
        exported.Split('\n')[..^1].Should().HaveCount(51)
            .And.OnlyContain(line => line.StartsWith("{\"room\":\"tea\","));

        (await RunAsync("", "history", "export", copy)).Output.Should().Be(exported);
        await RunAsync(exported, "history", "import", imported);
        (await RunAsync("", "history", "export", imported, "--room", "TEA")).Output.Should().Be(exported);
        await using var again = await ServeAsync(imported);
        using var bob = await JsonClient.ConnectAsync(again.Endpoints[0].Port);
        var joined = await bob.JoinAsync("tea", after: 0);
        joined[0].GetProperty("messages").GetArrayLength().Should().Be(51);
        joined[^2].GetProperty("topic").GetString().Should().Be("green");
        (await FindAsync(bob, "n7")).Should().Equal(7);
    }

    [Fact]
    public async Task Purged_texts_are_nowhere_in_the_file_and_numbers_stay()
    {
        await using (var server = await ServeAsync(File))
        {
            using var ann = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
            using var bob = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
            await ann.SendAsync(new { type = "name", name = "annabel" });
            await ann.JoinAsync("tea");
            await bob.JoinAsync("tea");
            for (var n = 0; n < 300; n++)
            {
                await ann.SendAsync(new { type = "say", room = "tea", text = $"kohinoor{n} x", key = $"topaz{n}" });
                await bob.SendAsync(new { type = "say", room = "tea", text = $"pebble{n}", @ref = "r" });
                await bob.ReadAsync("ok");
            }
            await ann.SendAsync(new { type = "search", room = "tea", words = "x", @ref = "s" });
            var found = (await ann.ReadAsync("search"))[^1].GetProperty("messages")[0];
            await ann.SendAsync(
                new { type = "edit", room = "tea", id = TextOf(found, "id"), text = "kohinoor again", @ref = "e" });
            await ann.ReadAsync("ok");
        }
        (await RunAsync("", "history", "purge", File, "--person", "Annabel")).Error.Should().Be("301 entries purged\n");
        Directory.GetFiles(_folder).Should().Equal(File);
        Encoding.Latin1.GetString(await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken))
            .Should().NotContain("kohinoor").And.NotContain("topaz").And.NotContain("annabel").And.Contain("pebble0");

        await using var again = await ServeAsync(File);
        using var eve = await JsonClient.ConnectAsync(again.Endpoints[0].Port);
        var all = (await eve.JoinAsync("tea", after: 0)).Where(one => TypeOf(one) == "history")
            .SelectMany(page => page.GetProperty("messages").EnumerateArray()).ToList();
        all.Select(one => one.GetProperty("seq").GetInt64()).Should().Equal(
            Enumerable.Range(1, 601).Select(n => (long)n));
        all.Count(one => one.TryGetProperty("removed", out _)).Should().Be(300);
        (await FindAsync(eve, "pebble7")).Should().ContainSingle();
        (await FindAsync(eve, "kohinoor7")).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_imported_is_as_if_it_was_said_in_a_room_of_one_name()
    {
        var line = """{"room":"Tea","seq":1,"id":"01JGFJJZ000000000000000000","at":"2026-01-01T00:00:00Z","""
            + "\"from\":\"a b\",\"text\":\"\\u001b[31mr\"}";
        await RunAsync(line, "history", "import", File);
        await RunAsync(line.Replace("Tea", "tEA").Replace("\"seq\":1", "\"seq\":2"), "history", "import", File);
        (await RxChatProcess.RunAsync(["history", "import", File], line)).ErrorLines.Should().ContainSingle()
            .Which.Should().Contain("line 1: the room has an entry of this number already");

        await using var server = await ServeAsync(File);
        using var ann = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        var page = (await ann.JoinAsync("tea", after: 0))[0].GetProperty("messages");
        page.EnumerateArray().Select(one => (TextOf(one, "room"), TextOf(one, "from"), TextOf(one, "text")))
            .Should().Equal(("Tea", "a_b", "\uFFFD[31mr"), ("Tea", "a_b", "\uFFFD[31mr"));
    }

    [Theory]
    [InlineData("there is no file", "export", "FILE")]
    [InlineData("there is no file", "backup", "FILE", "x.db")]
    [InlineData("line 1 is no entry of an export", "import", "FILE")]
    [InlineData("purge needs --room, --person or both", "purge", "FILE")]
    [InlineData("nobody called bob has said anything", "purge", "FILE", "--person", "bob")]
    [InlineData("it has no room nowhere; it has none", "purge", "FILE", "--room", "nowhere")]
    public async Task What_is_wrong_is_one_line(string line, params string[] arguments)
    {
        string[] all = ["history", .. arguments.Select(one => one == "FILE" ? File : one)];
        var outcome = await RxChatProcess.RunAsync(all, "nonsense\n");
        outcome.ExitCode.Should().BePositive();
        outcome.Error.Should().Contain(line).And.Subject.Count(character => character == '\n').Should().Be(1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task SayAsync(JsonClient client, int count)
    {
        await client.JoinAsync("tea");
        for (var n = 1; n <= count; n++)
        {
            await client.SendAsync(new { type = "say", room = "tea", text = $"text n{n}", @ref = $"{n}" });
            if (n % 100 == 0 || n == count)
            {
                while (TextOf((await client.ReadAsync("ok"))[^1], "ref") != $"{n}");
            }
        }
    }

    /// <summary>Asks again until all that was said is indexed.</summary>
    private static async Task<IEnumerable<long>> FindAsync(JsonClient client, string words)
    {
        await client.SendAsync(new { type = "history", room = "tea", limit = 1 });
        var last = (await client.ReadAsync("history"))[^1].GetProperty("messages")[0].GetProperty("seq").GetInt64();
        while (true)
        {
            await client.SendAsync(new { type = "search", room = "tea", words });
            var page = (await client.ReadAsync("search"))[^1];
            if (page.GetProperty("indexedTo").GetInt64() < last) continue;
            return page.GetProperty("messages").EnumerateArray().Select(one => one.GetProperty("seq").GetInt64());
        }
    }

    private static async Task<(string Output, string Error)> RunAsync(string input, params string[] arguments)
    {
        var outcome = await RxChatProcess.RunAsync(arguments, input);
        outcome.ExitCode.Should().Be(0, outcome.Error);
        return (outcome.Output, outcome.Error);
    }

    private static Task<RxChatProcess> ServeAsync(string file) =>
        RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", file);
}
