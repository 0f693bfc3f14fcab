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
        Sql.Run(File, sql);
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
    public async Task A_file_of_which_the_end_is_gone_is_refused_with_the_mend()
    {
        await using (var server = await ServeAsync())
        {
            using var ann = await ConnectAsync(server.Endpoints[0].Port);
            await ann.JoinAsync("tea");
            await SayAsync(ann, new string('x', 20_000));
        }
        using (var file = System.IO.File.OpenWrite(File)) file.SetLength(file.Length / 2);
        await RefusedAsync("is no history, or is damaged");
    }

    [Fact]
    public async Task A_disk_that_cannot_be_written_is_named()
    {
        await using var disk = await SmallDisk.MountAsync(Path.Combine(_folder, "disk"));
        var file = Path.Combine(disk.Path, "chat.db");
        await (await RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", file)).DisposeAsync();
        await disk.RemountAsync("ro");
        var outcome = await RxChatProcess.RunAsync(["--history", file, "--listen", "json://127.0.0.1:0"]);
        outcome.ExitCode.Should().Be(1);
        outcome.ErrorLines.Should().ContainSingle().Which.Should().Contain(file).And.Contain("cannot be opened")
            .And.EndWith("or none (--history)");
    }

    [Fact]
    public async Task A_disk_that_is_full_costs_the_answers_and_not_the_chat_and_is_one_gap()
    {
        await using var disk = await SmallDisk.MountAsync(Path.Combine(_folder, "disk"));
        var file = Path.Combine(disk.Path, "chat.db");
        var answers = new List<string>();
        await using (var server = await RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", file))
        {
            using var ann = await ConnectAsync(server.Endpoints[0].Port);
            await ann.JoinAsync("tea");
            while (answers.Count(answer => answer == "error") < 3)
            {
                answers.Add(await SayAsync(ann, new string('x', 20_000)));
                answers.Count.Should().BeLessThan(1000);
            }
            answers.Should().StartWith("ok");
            // The room heard it, and who says it again is not told that it is kept.
            var text = new string('y', 20_000);
            answers.Add(await SayAsync(ann, text, "k"));
            await ann.SendAsync(new { type = "say", room = "tea", text, key = "k", @ref = "s" });
            TypeOf((await ann.ReadAsync())!.Value).Should().Be("error");
            (await server.LogLineAsync("error history")).Should().Contain("what is said is not kept");
            await disk.RemountAsync("size=16m");
            answers.Add(await SayAsync(ann, "again"));
            (await server.LogLineAsync("is written again")).Should().Contain("messages were not kept");
        }
        answers.Should().EndWith("ok");
        var gap = answers.Count(answer => answer == "error");
        var first = answers.IndexOf("error") + 1;
        answers.Should().HaveElementAt(first + gap - 1, "ok", "nothing between was written");
        var until = $"\"until\":{first + gap - 1}";
        var exported = await RxChatProcess.RunAsync(["history", "export", file]);
        exported.OutputLines.Should().ContainSingle(line => line.Contains(until, StringComparison.Ordinal))
            .Which.Should().Contain($"\"seq\":{first},");
        await using var next = await RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", file);
        using var bob = await ConnectAsync(next.Endpoints[0].Port);
        var told = await bob.JoinAsync("tea", after: first - 1);
        told.Where(one => TypeOf(one) == "missed").Should().ContainSingle()
            .Which.GetProperty("count").GetInt64().Should().Be(gap);
        told.Single(one => TypeOf(one) == "joined").GetProperty("seq").GetInt64()
            .Should().Be(answers.Count, "the numbers go on");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<RxChatProcess> ServeAsync() =>
        RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", File);

    /// <summary>Says it, hears it, whatever becomes of it, and returns the type of the answer.</summary>
    private static async Task<string> SayAsync(JsonClient client, string text, string? key = null)
    {
        await client.SendAsync(new { type = "say", room = "tea", text, key, @ref = "s" });
        await client.ReadAsync("message");
        return TypeOf((await client.ReadAsync())!.Value);
    }

    private async Task RefusedAsync(string why)
    {
        var outcome = await RxChatProcess.RunAsync(["--history", File, "--listen", "json://127.0.0.1:0"]);
        outcome.ExitCode.Should().Be(1);
        outcome.ErrorLines.Should().ContainSingle().Which.Should().Contain(File).And.Contain(why)
            .And.Contain("--history");
    }
}
