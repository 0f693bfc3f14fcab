namespace RxChat.Server.Tests;

/// <summary>Signals are answered from the first moment, and those that are not for the server do nothing.</summary>
public class SignalTests
{
    [Fact]
    public async Task Foreign_ones_kill_nobody()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var client = await server.LineAsync();
        foreach (var signal in Signal.Foreign) server.Send(signal);
        server.Send(Signal.Hangup);
        await server.LogLineAsync("nothing changed");
        await client.SendAsync("still here");
        await client.ExpectAsync($"{client.Guest}: still here");
    }

    [Fact]
    public async Task While_filters_are_loaded_a_reload_waits_for_them()
    {
        using var file = new FilterScript("");
        var gate = await Gate.MakeAsync(file.Beside("gate"));
        file.Save($"System.IO.File.ReadAllText(\"{gate}\");\n{FilterScript.Tag("tag")}");
        await using var server = RxChatProcess.Start(["--listen", "line://127.0.0.1:0", "--filters", file.Path]);
        await using (await Gate.OpenedAsync(gate))
        {
            server.Send(Signal.Hangup);
            foreach (var signal in Signal.Foreign) server.Send(signal);
        }
        await server.ListeningAsync(endpoints: 1);
        await server.LogLineAsync("nothing changed");
        var client = await server.LineAsync();
        await client.SendAsync("hi");
        await client.ExpectAsync($"{client.Guest}: tag hi");
    }
}
