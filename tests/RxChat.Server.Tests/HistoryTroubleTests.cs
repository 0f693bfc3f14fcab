using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>Files that are no history, and disks that have no room.</summary>
public sealed class HistoryTroubleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-history").FullName;

    private string File => Path.Combine(_folder, "chat.db");

    [Theory]
    [InlineData("nothing of a database, and longer than its header ...............", "is no history")]
    public async Task What_is_no_history_is_refused_with_the_mend(string content, string why)
    {
        await System.IO.File.WriteAllTextAsync(File, content, TestContext.Current.CancellationToken);
        await RefusedAsync(why);
    }

    [Theory]
    [InlineData("PRAGMA user_version = 1000", "was written by a later version of rxchat")]
    [InlineData("PRAGMA application_id = 7", "is a database of another program")]
    public async Task A_file_of_others_is_refused_with_the_mend(string sql, string why)
    {
        await (await ServeAsync()).DisposeAsync();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
        await RefusedAsync(why);
    }

    [Fact]
    public async Task A_file_is_one_servers()
    {
        await using var server = await ServeAsync();
        await RefusedAsync("is in use by another server");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        var outcome = await RxChatProcess.RunAsync(["--history", Path.Combine(_folder, "no", "chat.db")]);
        outcome.ExitCode.Should().Be(1);
        outcome.Error.Should().Contain(Path.Combine(_folder, "no", "chat.db")).And.Contain("cannot be opened")
            .And.EndWith("or none (--history)\n");
    }

    [Fact]
    public async Task A_disk_that_is_full_costs_the_answers_and_not_the_chat()
    {
        var disk = Path.Combine(_folder, "disk");
        Directory.CreateDirectory(disk);
        using (var mount = System.Diagnostics.Process.Start("mount", ["-t", "tmpfs", "-o", "size=1m", "none", disk]))
        {
            await mount.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipUnless(mount.ExitCode == 0, "a small disk cannot be mounted here");
        }
        try
        {
            await using var server = await RxChatProcess.ServeOnAsync(
                ["json://127.0.0.1:0"], "--history", Path.Combine(disk, "chat.db"));
            using var ann = await ConnectAsync(server.Endpoints[0].Port);
            await ann.JoinAsync("tea");
            var answers = new List<string>();
            for (var n = 0; !answers.Contains("error"); n++)
            {
                await ann.SendAsync(new { type = "say", room = "tea", text = new string('x', 20_000), @ref = $"{n}" });
                // Heard, whatever becomes of it.
                await ann.ReadAsync("message");
                answers.Add(TypeOf((await ann.ReadAsync())!.Value));
                n.Should().BeLessThan(1000);
            }
            answers.Should().StartWith("ok");
            (await server.LogLineAsync("error history")).Should().Contain("what is said is not kept");
        }
        finally
        {
            using var unmount = System.Diagnostics.Process.Start("umount", disk);
            await unmount.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<RxChatProcess> ServeAsync() =>
        RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", File);

    private async Task RefusedAsync(string why)
    {
        var outcome = await RxChatProcess.RunAsync(["--history", File, "--listen", "json://127.0.0.1:0"]);
        outcome.ExitCode.Should().Be(1);
        outcome.ErrorLines.Should().ContainSingle().Which.Should().Contain(File).And.Contain(why)
            .And.Contain("--history");
    }
}
