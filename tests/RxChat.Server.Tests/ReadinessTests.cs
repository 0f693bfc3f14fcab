using System.Net;
using System.Net.Sockets;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>Whether people should be sent to a server.</summary>
public sealed class ReadinessTests : IDisposable
{
    private static readonly string[] s_listen = ["http://127.0.0.1:0", "json://127.0.0.1:0"];

    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-ready").FullName;

    [Fact]
    public async Task It_is_ready_where_nothing_has_to_be_kept()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);

        (await http.GetStringAsync("readyz", Now)).Should().Be("ready\n");
        (await http.GetStringAsync("healthz", Now)).Should().Be("ok\n");
    }

    [Fact]
    public async Task It_is_not_while_nothing_can_be_kept_and_is_again_without_a_word()
    {
        await using var disk = await SmallDisk.MountAsync(Path.Combine(_folder, "disk"));
        await using var server = await RxChatProcess.ServeOnAsync(
            s_listen, "--history", Path.Combine(disk.Path, "chat.db"));
        using var http = Requests.To(server);
        using var ann = await ConnectAsync(server.Endpoints[1].Port);
        await ann.JoinAsync("tea");
        (await http.GetStringAsync("readyz", Now)).Should().Be("ready\n");
        var rest = Path.Combine(disk.Path, "rest");
        await Fill(rest);
        (await http.GetStringAsync("readyz", Now)).Should().Be("ready\n", "nothing was lost");
        await ann.SendAsync(new { type = "say", room = "tea", text = new string('x', 20_000), @ref = "s" });
        TypeOf((await ann.ReadAsync("error"))[^1]).Should().Be("error");
        for (var i = 0; i < 2; i++)
        {
            using var no = await http.GetAsync("readyz", Now);
            no.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            await (await Description.OfAsync(http)).CheckAsync("GET /readyz", no);
            TextOf(Parse(await no.Content.ReadAsStringAsync(Now)), "code").Should().Be("history_unavailable");
            (await http.GetStringAsync("healthz", Now)).Should().Be("ok\n", "another process would have no more room");
        }
        File.Delete(rest);
        (await http.GetStringAsync("readyz", Now)).Should().Be("ready\n");
        (await server.LogLineAsync("is written again")).Should().Contain("1 messages were not kept");
    }

    [Fact]
    public async Task Who_stops_accepts_nobody_who_asks()
    {
        await using var server = await RxChatProcess.ServeOnAsync(
            ["http://127.0.0.1:0", "nul://127.0.0.1:0", "line://127.0.0.1:0"], "--drain", "1");
        using var http = Requests.To(server);
        (await http.GetStringAsync("readyz", Now)).Should().Be("ready\n");
        var watcher = await server.LineAsync();
        await DrainTests.FillFrozenAsync(server);
        server.Send(Signal.Terminate);
        await watcher.ReadUntilAsync(DrainTests.LastNotice);
        var asking = () => RawClient.ConnectAsync(server.Endpoints[0].Port, (byte)'\n');
        await asking.Should().ThrowAsync<SocketException>();
        (await server.ExitAsync()).Should().Be(0);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Whole pages, then what is left of the last one.
    private static async Task Fill(string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        var filling = async () =>
        {
            while (true) await file.WriteAsync(page, Now);
        };
        await filling.Should().ThrowAsync<IOException>("the disk is full then");
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;
}
