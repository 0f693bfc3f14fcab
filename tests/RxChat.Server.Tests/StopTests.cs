using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>A stop ends at the drain time and a second, whatever the loop or a filter is doing.</summary>
public class StopTests
{
    private const string Busy = """
        PerClient = (messages, time) => messages.Do(m =>
        {
            if (m.Text == "loop") while (true) { }
            if (m.Text == "thread") new System.Threading.Thread(() => { while (true) { } }).Start();
            var never = new System.Threading.ManualResetEvent(false);
            for (var n = 0; m.Text == "pool" && n < 100; n++) System.Threading.Tasks.Task.Run(() => never.WaitOne());
            if (m.Text != "thread") m.Notify("under way");
        });
        """;

    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(6);

    [Theory]
    [InlineData("loop", 15)]
    [InlineData("pool", 2)]
    public async Task Whatever_a_filter_is_doing(string does, int signal)
    {
        using var file = new FilterScript(Busy);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path, "--drain", "1");
        var client = await server.LineAsync();
        await client.SendAsync(does);
        if (does == "loop") await server.LogLineAsync(" slow turn ");
        else await client.ReadUntilAsync("* under way");
        var watch = Stopwatch.StartNew();
        server.Send(new Signal(signal));
        (await server.ExitAsync()).Should().Be(0);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2) + s_slack);
    }

    [Fact]
    public async Task A_thread_of_a_filter_does_not_keep_the_process()
    {
        using var file = new FilterScript(Busy);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path, "--drain", "60");
        var client = await server.LineAsync();
        await client.SendAsync("thread");
        await client.ReadUntilAsync($"{client.Guest}: thread");
        server.Send(Signal.Terminate);
        (await server.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_second_interrupt_ends_it_at_once_with_130_while_the_loop_is_busy()
    {
        using var file = new FilterScript(Busy);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path, "--drain", "600");
        var client = await server.LineAsync();
        await client.SendAsync("loop");
        await server.LogLineAsync(" slow turn ");
        server.Send(Signal.Interrupt);
        await server.LogLineAsync(" draining ");
        server.Send(Signal.Interrupt);
        (await server.ExitAsync()).Should().Be(130);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task While_filters_are_loaded_it_ends_at_once(int signal)
    {
        using var file = new FilterScript("Console.Error.WriteLine(\"loading\"); while (true) { } PerClient = null;");
        await using var starting = RxChatProcess.Start(["--listen", "nul://127.0.0.1:0", "--filters", file.Path]);
        (await Patience.WaitAsync(token => starting.Errors.ReadLineAsync(token).AsTask(), "its filters")).Should()
            .Be("loading");
        var watch = Stopwatch.StartNew();
        starting.Send(new Signal(signal));
        (await starting.ExitAsync()).Should().Be(0);
        watch.Elapsed.Should().BeLessThan(s_slack);
    }

    [Fact]
    public async Task A_drain_time_that_was_reloaded_is_the_one_that_counts()
    {
        using var config = new ConfigFile("""{"drain": "10m"}""");
        using var file = new FilterScript(Busy);
        await using var server = await RxChatProcess.ServeAsync("--config", config.Path, "--filters", file.Path);
        config.Write("""{"drain": "250ms"}""");
        server.Send(Signal.Hangup);
        await server.LogLineAsync("drain 10m -> 250ms");
        var client = await server.LineAsync();
        await client.SendAsync("loop");
        await server.LogLineAsync(" slow turn ");
        server.Send(Signal.Terminate);
        (await server.LogLineAsync(" draining ")).Should().Contain("at most 0.25 s");
        (await server.LogLineAsync(" stopped ")).Should().Contain("its time ran out");
        (await server.ExitAsync()).Should().Be(0);
    }
}
