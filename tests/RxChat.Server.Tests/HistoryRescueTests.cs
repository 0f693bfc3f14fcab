using Microsoft.Data.Sqlite;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>What tools make of a file is what it was: copies, exports, and what was to go and is gone.</summary>
public sealed class HistoryRescueTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-rescue").FullName;

    private string File => Path.Combine(_folder, "chat.db");

    [Fact]
    public async Task Who_heard_more_than_a_copy_has_is_told_so()
    {
        var copy = Path.Combine(_folder, "copy.db");
        await SayAsync("one", "two");
        (await RxChatProcess.RunAsync(["history", "backup", File, copy])).ExitCode.Should().Be(0);
        var epoch = await SayAsync("three", "four");
        System.IO.File.Delete(File);
        System.IO.File.Move(copy, File);
        await SayAsync("another three", "another four", "five");
        await using var server = await ServeAsync();
        using var ann = await ConnectAsync(server.Endpoints[0].Port);
        var told = await ann.JoinAsync("tea", epoch, after: 4);
        told.Where(one => TypeOf(one) == "rewound").Should().ContainSingle()
            .Which.GetProperty("seq").GetInt64().Should().Be(2);
        told.Where(one => TypeOf(one) == "history").SelectMany(page => page.GetProperty("messages").EnumerateArray())
            .Select(message => TextOf(message, "text")).Should().Equal("another three", "another four", "five");
    }

    [Fact]
    public async Task What_is_purged_while_somebody_reads_is_told_to_be_there_still_and_gone_the_next_time()
    {
        await SayAsync([.. Enumerable.Range(0, 200).Select(n => $"kohinoor{n}")]);
        using (var reading = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            reading.Open();
            using var transaction = reading.BeginTransaction(deferred: true);
            using var command = reading.CreateCommand();
            command.CommandText = "SELECT count(*) FROM messages";
            command.ExecuteScalar();
            var first = await RxChatProcess.RunAsync(["history", "purge", File, "--person", "guest-1"]);
            first.ExitCode.Should().Be(1);
            first.ErrorLines.Should().ContainSingle().Which.Should().Contain("is being read")
                .And.Contain("purge again");
        }
        await RxChatProcess.RunAsync(["history", "purge", File, "--person", "guest-1"]);
        foreach (var path in Directory.GetFiles(_folder))
        {
            System.Text.Encoding.Latin1.GetString(
                await System.IO.File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))
                .Should().NotContain("kohinoor");
        }
    }

    [Fact]
    public async Task What_stands_is_exported_and_imported_though_its_entries_are_kept_no_longer()
    {
        await using (var server = await ServeAsync())
        {
            using var root = await ConnectAsync(server.Endpoints[0].Port);
            object[] said =
            [
                new { type = "register", name = "root", password = "long enough", @ref = "r" },
                new { type = "join", room = "tea", @ref = "r" },
                new { type = "moderate", room = "tea", act = "private", value = "on", @ref = "r" },
                new { type = "moderate", room = "tea", act = "ban", whom = "eve", @ref = "r" },
                new { type = "topic", room = "tea", text = "about tea", @ref = "r" },
                new { type = "say", room = "tea", text = "one", @ref = "r" },
                new { type = "say", room = "tea", text = "two", @ref = "r" },
            ];
            foreach (var one in said)
            {
                await root.SendAsync(one);
                await root.ReadAsync("ok");
            }
        }
        // As retention leaves it.
        Sql.Run(File, "DELETE FROM messages WHERE seq < 5");
        var exported = await RxChatProcess.RunAsync(["history", "export", File]);
        var audit = await RxChatProcess.RunAsync(["history", "audit", File]);
        System.IO.File.Delete(File);
        (await RxChatProcess.RunAsync(["history", "import", File], exported.Output)).ExitCode.Should().Be(0);
        (await RxChatProcess.RunAsync(["history", "export", File])).Output.Should().Be(exported.Output);
        (await RxChatProcess.RunAsync(["history", "audit", File])).Output.Should().Be(audit.Output)
            .And.Contain("bans eve");
        await using var again = await ServeAsync();
        using var ann = await ConnectAsync(again.Endpoints[0].Port);
        await ann.SendAsync(new { type = "join", room = "tea", @ref = "j" });
        TextOf((await ann.ReadAsync("error"))[^1], "code").Should().Be("private_room");
    }

    [Fact]
    public async Task A_password_that_is_none_costs_its_own_account_and_nobody_elses()
    {
        await using var server = await ServeAsync();
        using var ann = await ConnectAsync(server.Endpoints[0].Port);
        foreach (var name in new[] { "ann", "bob" })
        {
            using var one = await ConnectAsync(server.Endpoints[0].Port);
            await one.SendAsync(new { type = "register", name, password = "long enough", @ref = "r" });
            await one.ReadAsync("ok");
        }
        Sql.Run(File, "UPDATE accounts SET password = '!' WHERE name = 'bob'");
        await ann.SendAsync(new { type = "login", name = "bob", password = "long enough", @ref = "1" });
        TextOf((await ann.ReadAsync("error"))[^1], "code").Should().Be("accounts_unavailable");
        await ann.SendAsync(new { type = "login", name = "ann", password = "long enough", @ref = "2" });
        await ann.ReadAsync("ok");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Says something and stops; returns the epoch.</summary>
    private async Task<string> SayAsync(params string[] texts)
    {
        await using var server = await ServeAsync();
        using var ann = await ConnectAsync(server.Endpoints[0].Port);
        var joined = (await ann.JoinAsync("tea")).Single(one => TypeOf(one) == "joined");
        foreach (var text in texts)
        {
            await ann.SendAsync(new { type = "say", room = "tea", text, @ref = "s" });
            await ann.ReadAsync("ok");
        }
        return TextOf(joined, "epoch");
    }

    private Task<RxChatProcess> ServeAsync() => RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", File);
}
