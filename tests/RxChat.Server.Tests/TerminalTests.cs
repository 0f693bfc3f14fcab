using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary><c>rxchat connect</c> in a real terminal: tmux has one, and shows what is on it.</summary>
public sealed class TerminalTests : IAsyncDisposable
{
    private static readonly bool s_hasTmux = File.Exists("/usr/bin/tmux");

    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}");

    [Fact]
    public async Task What_arrives_never_cuts_into_what_is_typed()
    {
        await using var server = await RxChatProcess.ServeAsync();
        await StartAsync($"connect {server.Url("line")} --name tess");
        var other = await server.LineAsync("eve");
        await ShowsAsync("eve", "[lobby");
        await TmuxAsync("send-keys", "-l", "half a line \U0001F468\u200D\U0001F469\u200D\U0001F467 am");
        await other.SendAsync("interrupting you");
        await ShowsAsync("eve: interrupting you", "] half a line \U0001F468\u200D\U0001F469\u200D\U0001F467 am");
        await TmuxAsync("send-keys", "BSpace", "BSpace", "BSpace", "BSpace", "Left", "Right");
        await TmuxAsync("send-keys", "-l", "and more");
        await TmuxAsync("send-keys", "Enter");
        await other.ReadUntilAsync("tess: half a line and more");
        (await ScreenAsync()).Split('\n').Count(line => line.Contains("half a line and more")).Should().Be(1);
        await TmuxAsync("send-keys", "/qu", "Tab", "Enter");
        await ShowsAsync("EXIT 0");
    }

    [Fact]
    public async Task Many_lines_that_are_pasted_are_said_in_order_and_a_narrow_window_keeps_the_end_in_sight()
    {
        await using var server = await RxChatProcess.ServeAsync();
        await StartAsync($"connect {server.Url("line")} --name tess --room tea");
        await ShowsAsync("[tea");
        var other = await server.LineAsync("eve");
        await other.SendAsync("/join tea");
        await ShowsAsync("eve joined");
        await TmuxAsync("set-buffer", string.Concat(Enumerable.Range(1, 20).Select(n => $"line {n}\n")));
        await TmuxAsync("paste-buffer");
        for (var n = 1; n <= 20; n++) await other.ReadUntilAsync($"tess: line {n}");
        await TmuxAsync("send-keys", "-l", string.Concat(Enumerable.Repeat("日本語", 10)) + "の終わり");
        await TmuxAsync("resize-window", "-x", "40");
        await ShowsAsync("日本語の終わり");
        await TmuxAsync("send-keys", "C-c");
        await ShowsAsync("EXIT 0");
        await other.ReadUntilAsync("* tess left");
    }

    [Fact]
    public async Task After_a_crash_it_comes_back_and_has_missed_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("rxchat-terminal").FullName;
        string[] options = ["--history", Path.Combine(folder, "chat.db")];
        var server = await RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], options);
        var port = server.Endpoints[0].Port;
        await using (server)
        {
            await StartAsync($"connect json://127.0.0.1:{port} --name tess --room tea");
            await ShowsAsync("[tea 1]");
            await TmuxAsync("send-keys", "before", "Enter");
            await ShowsAsync("tess: before");
            // What comes after it is on the disk, and so it is, too.
            using var other = await JsonClient.ConnectAsync(port);
            await other.JoinAsync("tea");
            await other.SendAsync(new { type = "say", room = "tea", text = "and after", @ref = "1" });
            await other.ReadAsync("ok");
            await ShowsAsync("and after");
            server.Crash();
        }
        await ShowsAsync("the connection was lost");
        await TmuxAsync("send-keys", "said meanwhile", "Enter");
        await using (await RxChatProcess.ServeOnAsync([$"json://127.0.0.1:{port}"], options))
        {
            await ShowsAsync("tess: said meanwhile");
            (await ScreenAsync()).Split('\n').Count(line => line.Contains("tess: ")).Should().Be(2);
            await TmuxAsync("send-keys", "/quit", "Enter");
            await ShowsAsync("EXIT 0");
        }
        Directory.Delete(folder, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(_socket)) await TmuxAsync("kill-server");
    }

    private Task<string> StartAsync(string arguments)
    {
        Assert.SkipUnless(s_hasTmux, "tmux is not installed (apt-get install tmux)");
        return TmuxAsync("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "40",
            $"env LC_ALL=C.UTF-8 {RxChatProcess.Executable} {arguments}; echo EXIT $?; read wait");
    }

    /// <summary>Waits until all of it is on the screen at once.</summary>
    private Task ShowsAsync(params string[] texts) => Patience.WaitAsync(
        async cancellation =>
        {
            while (!cancellation.IsCancellationRequested)
            {
                var screen = await ScreenAsync();
                if (texts.All(text => screen.Contains(text, StringComparison.Ordinal))) return;
            }
        },
        $"the terminal to show {string.Join(" and ", texts)}");

    private Task<string> ScreenAsync() => TmuxAsync("capture-pane", "-p");

    private async Task<string> TmuxAsync(params string[] arguments)
    {
        using var tmux = Process.Start(new ProcessStartInfo("tmux", ["-u", "-S", _socket, .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await tmux.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tmux.WaitForExitAsync(TestContext.Current.CancellationToken);
        tmux.ExitCode.Should().Be(0, "tmux {0} works", string.Join(' ', arguments));
        return output;
    }
}
