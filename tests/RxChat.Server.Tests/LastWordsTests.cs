namespace RxChat.Server.Tests;

/// <summary>
/// Whatever a user or a system does: one line that names the thing and the mend, and never a stack trace.
/// </summary>
public class LastWordsTests
{
    [Theory]
    [InlineData("\"$0\" --listen nul://127.0.0.1:0 1>&-", "standard output")]
    [InlineData("\"$0\" --listen nul://127.0.0.1:0 >/dev/full", "standard output: No space left")]
    [InlineData("\"$0\" --help 1>&-", "standard output")]
    [InlineData("\"$0\" --help >/dev/full", "standard output: No space left")]
    [InlineData("ulimit -n 24; \"$0\"", "at most 24 files", "ulimit -n 1024")]
    [InlineData("ulimit -n 32; \"$0\"", "at most 32 files", "ulimit -n 1024")]
    [InlineData("ulimit -n 64; \"$0\" serve", "at most 64 files", "ulimit -n 1024")]
    [InlineData("ulimit -n 100; \"$0\" serve", "at most 100 files", "ulimit -n 1024")]
    [InlineData("ulimit -n 150; \"$0\" --filters /nowhere", "at most 150 files", "ulimit -n 1024")]
    public async Task One_line_and_1(string script, params string[] named)
    {
        var outcome = await RxChatProcess.RunInShellAsync(script);
        outcome.ExitCode.Should().Be(1);
        outcome.Output.Should().BeEmpty();
        outcome.ErrorLines.Should().ContainSingle().Which.Should().StartWith("rxchat: ").And.ContainAll(named);
    }

    [Fact]
    public async Task With_nobody_to_tell_it_still_ends_with_its_code()
    {
        (await RxChatProcess.RunInShellAsync("\"$0\" --nonsense 2>&-")).ExitCode.Should().Be(2);
        (await RxChatProcess.RunInShellAsync("ulimit -n 64; \"$0\" 2>&-")).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Without_a_standard_error_it_serves()
    {
        await using var server = RxChatProcess.StartInShell("exec \"$0\" --listen line://127.0.0.1:0 --log debug 2>&-");
        await server.ListeningAsync(endpoints: 1);
        var client = await server.LineAsync();
        await client.SendAsync("hi");
        await client.ExpectAsync($"{client.Guest}: hi");
    }

    [Fact]
    public async Task What_a_filter_throws_on_a_thread_of_its_own_is_logged_and_costs_nobody_anything()
    {
        using var file = new FilterScript("""
            PerClient = (messages, time) => messages.Do(m =>
            {
                if (m.Text == "thread") new System.Threading.Thread(() => throw new Exception("on a thread")).Start();
                if (m.Text == "pool") System.Threading.ThreadPool.QueueUserWorkItem(_ => Throw("on the pool"));
                if (m.Text == "task") System.Threading.Tasks.Task.Run(
                    () => { throw new Exception("in a task"); });
                if (m.Text == "async") Later();
            });
            void Throw(string text) => throw new Exception(text);
            async void Later()
            {
                await System.Threading.Tasks.Task.Yield();
                throw new Exception("much later");
            }
            """);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var client = await server.LineAsync();
        (string, string, string)[] all =
        [
            ("thread", " unhandled in a filter ", "on a thread"),
            ("pool", " unhandled in a filter ", "on the pool"),
            ("task", " unhandled in a filter ", "in a task"),
            ("async", " filter failed ", "much later"),
        ];
        foreach (var (text, told, logged) in all)
        {
            await client.SendAsync(text);
            await client.ExpectAsync($"{client.Guest}: {text}");
            (await server.LogLineAsync(told)).Should().Contain($"{file.Path}:").And.Contain($"Exception: {logged}");
        }
    }

    [Theory]
    [InlineData("\u001b[2J")]
    [InlineData("a\nb")]
    public async Task What_was_written_can_neither_steer_the_terminal_nor_end_the_line(string value)
    {
        var outcome = await RxChatProcess.RunAsync(["--engine", value]);
        outcome.ExitCode.Should().Be(2);
        outcome.ErrorLines.Should().ContainSingle().Which.Should().NotContain("\u001b");
    }

    [Fact]
    public async Task Fewer_files_than_connections_are_told_at_the_start()
    {
        await using var server = await RxChatProcess.ServeWithDescriptorsAsync(200);
        (await server.LogLineAsync("warn fewer files than connections")).Should()
            .Contain("200 files").And.Contain("leaves 72").And.Contain("--max-connections 20000").And.Contain("20128");
    }
}
