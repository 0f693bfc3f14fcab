using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>A filter that blocks holds the loop, and is named while it does.</summary>
public class FiltersWatchdogTests
{
    [Theory]
    [InlineData("PerClient", "per client, generation 1")]
    [InlineData("ForEveryone", "for everyone, generation 1")]
    public async Task A_filter_that_blocks_is_named_while_it_blocks(string which, string name)
    {
        using var file = new FilterScript("PerClient = null;");
        var gate = file.Beside("gate");
        using (var make = Process.Start("mkfifo", gate))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        file.Save($$"""
            {{which}} = (messages, time) => messages.MaxLength(500).Do(m =>
            {
                if (m.Text == "block") System.IO.File.ReadAllText("{{gate}}");
            });
            """);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var client = await server.LineAsync();
        await client.SendAsync("block");
        // On a busy machine a turn before it may have been slow, too.
        (await server.LogLineAsync($"in the filter {name}")).Should()
            .Contain(" slow turn ").And.Contain(", in MaxLength or after it");
        // It goes on when somebody has written.
        await Patience.WaitAsync(token => File.WriteAllTextAsync(gate, "", token), "the filter to read");
        await client.ExpectAsync($"{client.Guest}: block");
        await server.LogLineAsync(" slow turn ended ");
    }
}
