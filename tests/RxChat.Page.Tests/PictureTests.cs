namespace RxChat.Page.Tests;

/// <summary>
/// The page at the widths that people have, in both colours: nothing is cut off, and what is taken of it are the
/// pictures of the README when RXCHAT_PICTURES names a folder (docs/pictures.sh).
/// </summary>
public sealed class PictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("RXCHAT_PICTURES");

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(768, 1024)]
    [InlineData(320, 640)]
    public async Task Everything_is_in_its_place(int width, int height)
    {
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0", "json://127.0.0.1:0"]);
        using var ops = await Scenery.DeployAsync(server.Endpoints[1].Port);
        using var scenery = await Scenery.MakeAsync(server.Endpoints[1].Port);
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var ada = await chromium.VisitAsync(server, new()
            {
                ViewportSize = new() { Width = width, Height = height }, ColorScheme = theme,
                ReducedMotion = ReducedMotion.Reduce,
            });
            await ada.OpenAsync();
            if (theme == ColorScheme.Light) await ada.RegisterAsync("ada");
            else await ada.LogInAsync("ada");
            await ada.TypeAsync("/join ops");
            await Expect(ada.Page.Locator("h1")).ToHaveTextAsync("#ops");
            await ada.TypeAsync("/msg grace Do you have a minute?");
            await Expect(ada.Messages.Last).ToContainTextAsync("a minute");
            await ada.TypeAsync("/join lobby");
            await Expect(ada.Messages.Last).ToContainTextAsync("No gap, no double.");
            await ops.SendAsync(new { type = "say", room = "ops", text = "ada: deploy 216 waits for you" });
            if (width > 700)
            {
                await Expect(ada.Page.Locator(".sidebar .badge.is-loud")).ToBeVisibleAsync();
                await ada.Messages.Filter(new() { HasText = "margaret" }).First.HoverAsync();
                await Expect(ada.Page.Locator(".actions")).ToBeVisibleAsync();
            }

            var wide = await ada.Page.EvaluateAsync<int>(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            wide.Should().BeLessThanOrEqualTo(0, "nothing is cut off at the side");
            var picture = await ada.Page.ScreenshotAsync();
            picture.Should().NotBeEmpty();
            var name = $"page-{width}-{theme.ToString().ToLowerInvariant()}.png";
            // Those that are there are made anew.
            if (s_folder is not null && Path.Combine(s_folder, name) is var file && File.Exists(file))
                await File.WriteAllBytesAsync(file, picture, TestContext.Current.CancellationToken);
        }
    }
}
