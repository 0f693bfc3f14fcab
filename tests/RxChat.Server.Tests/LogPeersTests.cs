namespace RxChat.Server.Tests;

/// <summary>Who is cut off is told apart in the log by the address, unless addresses are hidden.</summary>
public class LogPeersTests
{
    [Theory]
    [InlineData("off")]
    [InlineData("on")]
    public async Task What_is_logged_about_a_connection_says_whose_it_is(string hidden)
    {
        await using var server = await RxChatProcess.ServeAsync("--max-frame", "10", "--hide-addresses", hidden);
        var client = await server.NulAsync();
        await client.SendAsync("far too long a text");
        var line = await server.LogLineAsync(" disconnected connection=1 ");
        if (hidden == "off") line.Should().Contain($" peer=\"{client.Address}\" ");
        else line.Should().NotContain("127.0.0.1");
    }
}
