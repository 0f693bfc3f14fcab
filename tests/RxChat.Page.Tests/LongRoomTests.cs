using System.Globalization;
using System.Text.Json;

namespace RxChat.Page.Tests;

/// <summary>A room in which much was said, and in which much is being said.</summary>
public sealed class LongRoomTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const int MostRows = 300;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}.db");

    [Fact]
    public async Task It_is_walked_through_with_few_nodes_and_nothing_moves()
    {
        var said = Scale.Of(quick: 3000, full: 100_000);
        await using var server = await RxChatProcess.ServeOnAsync(
            ["http://127.0.0.1:0", "json://127.0.0.1:0"], "--history", _file);
        using var bob = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await bob.JoinAsync("lobby");
        const int AtOnce = 500;
        for (var n = 1; n <= said; n++)
        {
            await bob.SendAsync(new
            {
                type = "say", room = "lobby",
                text = string.Join(' ', Enumerable.Repeat($"message {n}", 1 + (n * 7 % 40))),
            });
            if (n % AtOnce != 0) continue;
            await bob.SendAsync(new { type = "ping" });
            await bob.ReadAsync("pong");
        }
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await Expect(ada.Messages.Last).ToContainTextAsync($"message {said}");

        var moved = 0.0;
        for (var page = 0; page < Scale.Of(16, 60); page++) moved = Math.Max(moved, await OlderAsync(ada));
        moved.Should().BeLessThanOrEqualTo(1, "what one reads stays where it is, in pixels");

        // To the very first by a link, and on from there.
        await ada.Page.EvaluateAsync("() => { location.hash = 'lobby/2'; }");
        await Expect(ada.Page.Locator(".is-target")).ToContainTextAsync("message 2");
        await Expect(ada.Page.Locator(".beginning")).ToHaveCountAsync(1);
        (await ada.Messages.CountAsync()).Should().BeLessThanOrEqualTo(MostRows);
        await ada.Page.Locator(".to-end").ClickAsync();
        await Expect(ada.Messages.Last).ToContainTextAsync($"message {said}");
        (await ada.Messages.CountAsync()).Should().BeLessThanOrEqualTo(MostRows);
    }

    [Fact]
    public async Task A_hundred_messages_a_second_hold_nobody_up()
    {
        const int PerSecond = 100;
        var seconds = Scale.Of(quick: 4, full: 30);
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0", "json://127.0.0.1:0"]);
        using var bob = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await bob.JoinAsync("lobby");
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await ada.SayAsync("here");
        await using var tasks = await MainThread.WatchAsync(ada.Page);
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        for (var n = 1; n <= seconds * PerSecond; n++)
        {
            await clock.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            await bob.SendAsync(new { type = "say", room = "lobby", text = $"message {n} https://example.org/{n}" });
        }
        await Expect(ada.Messages.Last).ToContainTextAsync($"message {seconds * PerSecond}");

        var took = await tasks.LongestAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"the longest took {took.TotalMilliseconds} ms"));
        took.Should().BePositive().And.BeLessThan(TimeSpan.FromMilliseconds(50));
        (await ada.Messages.CountAsync()).Should().BeLessThanOrEqualTo(MostRows);
    }

    public void Dispose()
    {
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" }) File.Delete(file);
    }

    /// <summary>Scrolls to where older ones are fetched; by how many pixels a row in sight moved when they came.
    /// </summary>
    private static async Task<double> OlderAsync(Visitor visitor)
    {
        var told = await visitor.Page.EvaluateAsync<JsonElement>("""
            async () => {
              const area = document.querySelector('.scroller'), frame = () => new Promise(requestAnimationFrame);
              const first = () => Number(area.querySelector('[data-seq]').dataset.seq);
              // At once: what is fetched may be there with the next frame.
              area.scrollTop = 400;
              const before = first(), rows = [...area.querySelectorAll('[data-seq]')];
              const row = rows.find((one) => one.getBoundingClientRect().top > 100);
              const top = row.getBoundingClientRect().top;
              for (let frames = 0; first() === before && frames < 600; frames++) await frame();
              const moved = Math.abs(row.getBoundingClientRect().top - top);
              return { moved, rows: area.querySelectorAll('.message').length, came: before - first() };
            }
            """);
        told.GetProperty("rows").GetInt32().Should().BeLessThanOrEqualTo(MostRows);
        told.GetProperty("came").GetInt32().Should().BePositive();
        return told.GetProperty("moved").GetDouble();
    }
}
