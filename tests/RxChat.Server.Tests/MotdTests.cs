namespace RxChat.Server.Tests;

/// <summary>The message of the day: a file, read when somebody asks.</summary>
public sealed class MotdTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rxchat-motd-");

    private string File => Path.Combine(_folder.FullName, "motd.txt");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_is_the_file_as_it_is_when_somebody_asks()
    {
        await System.IO.File.WriteAllTextAsync(File, "welcome\nall\n", TestContext.Current.CancellationToken);
        await using var server = await RxChatProcess.ServeAsync("--motd", File);
        var client = await server.LineAsync();
        await client.SendAllAsync(["/motd", "after"]);
        await client.ExpectAsync("* welcome", "* all", $"{client.Guest}: after");

        await System.IO.File.WriteAllTextAsync(File, "news", TestContext.Current.CancellationToken);
        await client.SendAsync("/motd");
        await client.ExpectAsync("* news");
    }

    [Fact]
    public async Task One_that_is_longer_than_the_backlog_disconnects_nobody()
    {
        var lines = Enumerable.Range(0, 10_000).Select(n => $"line {n} of many").ToArray();
        await System.IO.File.WriteAllLinesAsync(File, lines, TestContext.Current.CancellationToken);
        await using var server = await RxChatProcess.ServeAsync(
            "--motd", File, "--max-frame", "1KiB", "--backlog", "8KiB");
        var client = await server.LineAsync();
        await client.SendAsync("/motd");
        await client.ExpectAsync([.. lines.Select(line => $"* {line}")]);
    }

    [Fact]
    public async Task One_that_cannot_be_read_is_none_and_the_log_says_why()
    {
        await using var server = await RxChatProcess.ServeAsync("--motd", "/nowhere/motd.txt");
        var client = await server.LineAsync();
        await client.SendAsync("/motd");
        await client.ExpectAsync("* there is no message of the day");
        (await server.LogLineAsync("effect failed")).Should().Contain("/nowhere/motd.txt").And.NotContain("   at ");
    }
}
