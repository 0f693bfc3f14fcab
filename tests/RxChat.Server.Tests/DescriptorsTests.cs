namespace RxChat.Server.Tests;

/// <summary>When the process has no more descriptors for connections.</summary>
public class DescriptorsTests
{
    /// <summary>Less the reserve of 128.</summary>
    private const int ForConnections = 72;

    [Fact]
    public async Task Accepting_pauses_with_one_line_and_goes_on_when_some_leave()
    {
        await using var server = await RxChatProcess.ServeWithDescriptorsAsync(128 + ForConnections);
        var clients = new List<RawClient>();
        for (var i = 0; i < ForConnections + 10; i++) clients.Add(await server.NulAsync());
        await server.LogLineAsync("accepting paused");

        await clients[0].SendAsync("we go on");
        await clients[1].ExpectAsync($"{clients[0].Address}: we go on");
        var late = clients[^1];
        await late.SendAsync("so do I");
        for (var i = 2; i < 22; i++) clients[i].Dispose();
        await clients[1].ExpectAsync($"{late.Address}: so do I");

        server.Send(Signal.Terminate);
        (await server.ExitAsync()).Should().Be(0);
        (await server.Logged()).Split('\n').Count(line => line.Contains("accepting paused", StringComparison.Ordinal))
            .Should().Be(1);
    }
}
