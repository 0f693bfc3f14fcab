using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>What is kept no longer is in no answer, and is counted as missed.</summary>
public sealed class HistoryRetentionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-retention").FullName;

    private string File => Path.Combine(_folder, "chat.db");

    [Theory]
    [InlineData(1700, "--history-count", "300")]
    [InlineData(1700, "--history-bytes", "3000")]
    [InlineData(2000, "--history-age", "1h")]
    public async Task The_oldest_go(int gone, string flag, string value)
    {
        await using (var first = await ServeAsync())
        {
            using var ann = await JsonClient.ConnectAsync(first.Endpoints[0].Port);
            await ann.JoinAsync("tea");
            for (var n = 1; n <= 2000; n++)
                await ann.SendAsync(new { type = "say", room = "tea", text = $"number{n:0000}", @ref = $"{n}" });
            for (var n = 1; n <= 2000; n++) await ann.ReadAsync("ok");
        }
        if (flag == "--history-age") Age(TimeSpan.FromHours(2));

        await using var server = await ServeAsync(flag, value);
        using var bob = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        await bob.JoinAsync("tea");
        while (Kept() != 2000 - gone) await Task.Yield();
        var resumed = await bob.JoinAsync("tea", after: 0);
        resumed[0].GetProperty("count").GetInt64().Should().Be(gone);
        var left = resumed.Where(one => TypeOf(one) == "history")
            .SelectMany(page => page.GetProperty("messages").EnumerateArray()).ToList();
        left.Select(one => one.GetProperty("seq").GetInt64()).Should().Equal(
            Enumerable.Range(gone + 1, 2000 - gone).Select(n => (long)n));
        await bob.SendAsync(new { type = "search", room = "tea", words = "number0007" });
        (await bob.ReadAsync("search"))[^1].GetProperty("messages").GetArrayLength().Should().Be(0);
        await bob.SendAsync(new { type = "say", room = "tea", text = "next", @ref = "next" });
        (await bob.ReadAsync("ok"))[^1].GetProperty("seq").GetInt64().Should().Be(2001);
    }

    [Fact]
    public async Task Without_a_file_it_is_said_that_nothing_is_shortened()
    {
        await using var server =
            await RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", "none", "--history-count", "10");
        (await server.LogLineAsync("nothing is shortened")).Should().Contain("name one (--history), or leave them out");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<RxChatProcess> ServeAsync(params string[] more) =>
        RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], ["--history", File, .. more]);

    private long Kept() => (long)Sql.Run(File, "SELECT count(*) FROM messages")!;

    private void Age(TimeSpan by) => Sql.Run(File, $"UPDATE messages SET at = at - {by.TotalMilliseconds}");
}
