using Deque.AxeCore.Playwright;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Page.Tests;

/// <summary>The operator's desk: who gets in, what is shown there, and what is done from it.</summary>
public sealed class DeskTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Password = "correct horse";

    [Fact]
    public async Task An_operator_sees_what_metrics_say_and_sends_people_away()
    {
        await using var of = await Operator.ServeAsync();
        await of.AddAsync("root", Password);
        await using var visitor = await chromium.VisitAsync(of.Server);
        var desk = await EnterAsync(visitor, "root");
        using var mallory = await JsonClient.ConnectAsync(of.Server.Endpoints[1].Port);
        await mallory.SendAsync(new { type = "name", name = "mallory" });
        await mallory.JoinAsync("tea");
        using var bob = await JsonClient.ConnectAsync(of.Server.Endpoints[1].Port);
        await bob.SendAsync(new { type = "name", name = "bob" });
        await bob.JoinAsync("tea");

        // Two programs, and nobody else: the desk asks by requests.
        await Expect(FigureOf(desk, "Connections")).ToContainTextAsync("2 json");
        await Expect(desk.Locator(".chart canvas")).ToHaveCountAsync(3);
        await TabAsync(desk, "Connections");
        await desk.GetByRole(AriaRole.Searchbox).FillAsync("mallory");
        await Expect(desk.Locator("tbody tr")).ToHaveCountAsync(1);
        await desk.Locator("tbody tr").GetByRole(AriaRole.Button, new() { Name = "Moderate" }).ClickAsync();
        var dialog = desk.Locator("dialog[open]");
        await dialog.Locator("[name=act]").SelectOptionAsync("ban");
        await dialog.Locator("[name=reason]").FillAsync("adverts");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Do it" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Status)).ToHaveTextAsync("Moderate mallory: done.");
        (await mallory.ReadAsync("moderated"))[^1].GetProperty("act").GetString().Should().Be("ban");

        await desk.GetByRole(AriaRole.Searchbox).FillAsync("bob");
        await Expect(desk.Locator("tbody th")).ToHaveTextAsync(["bob"]);
        await desk.Locator("tbody tr").GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await dialog.Locator("[name=reason]").FillAsync("see you");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Do it" }).ClickAsync();
        TextOf((await bob.ReadAsync("error"))[^1], "message").Should().Be("see you");
        (await bob.ReadAsync()).Should().BeNull();
        await TabAsync(desk, "Log");
        of.Server.Send(Signal.Hangup);
        await Expect(desk.Locator(".log")).ToContainTextAsync("info reloaded");
        await TabAsync(desk, "Options");
        await Expect(desk.Locator("tr", new() { HasText = "history" }).First).ToContainTextAsync("--history");
    }

    [Fact]
    public async Task Who_is_no_operator_does_not_get_in_and_who_is_none_any_more_is_sent_out()
    {
        await using var of = await Operator.ServeAsync();
        await of.AddAsync("anna", Password, isOperator: false);
        await using var visitor = await chromium.VisitAsync(of.Server);
        var desk = await EnterAsync(visitor, "anna");
        await Expect(desk.GetByRole(AriaRole.Alert)).ToHaveTextAsync("anna is no operator.");
        await desk.Locator("[name=password]").FillAsync("wrong");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not the password");

        await desk.Locator("[name=token]").FillAsync(await of.TokenAsync("deploy"));
        await desk.GetByRole(AriaRole.Button, new() { Name = "Use it" }).ClickAsync();
        await Expect(FigureOf(desk, "Connections")).ToBeVisibleAsync();
        await of.VoidAsync("deploy");
        await Expect(desk.GetByRole(AriaRole.Button, new() { Name = "Log in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_was_is_gone_through_by_slider_and_command_with_a_server_and_without()
    {
        var folder = Directory.CreateTempSubdirectory("rxchat-past").FullName;
        var file = Path.Combine(folder, "chat.rec");
        try
        {
            await using (var of = await Operator.ServeAsync("--record", file))
            {
                await of.AddAsync("root", Password);
                using var ann = await JsonClient.ConnectAsync(of.Server.Endpoints[1].Port);
                await ann.SendAsync(new { type = "name", name = "ann" });
                await ann.JoinAsync("tea");
                await ann.SendAsync(new { type = "say", room = "tea", text = "leaves" });
                await ann.ReadAsync("message");
                await using var visitor = await chromium.VisitAsync(of.Server);
                var desk = await EnterAsync(visitor, "root");
                await TabAsync(desk, "Past");
                await GoThroughAsync(desk);
            }
            await using var viewer = RxChatProcess.Start(["at", file, "--page"]);
            var address = (await viewer.Output.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[^1];
            await using var context = await chromium.VisitAsync(new Uri(address));
            var shown = await context.Context.NewPageAsync();
            await shown.GotoAsync(address);
            await Expect(shown.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Button)).ToHaveTextAsync(["Past"]);
            shown.Url.Should().NotContain("#");
            await GoThroughAsync(shown);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task GoThroughAsync(IPage desk)
    {
        var tea = desk.GetByRole(AriaRole.Region, new() { Name = "Rooms" }).Locator("tr", new() { HasText = "tea" });
        await Expect(desk.Locator(".slide")).ToBeVisibleAsync();
        await desk.Locator("[name=of]").FillAsync("tea/1");
        await desk.Locator("[name=whom]").FillAsync("bob");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await Expect(desk.Locator(".why li").Last).ToHaveTextAsync("bob was not here");
        // Back to the moment after ann had said it, then before.
        var back = desk.GetByRole(AriaRole.Button, new() { Name = "1 back", Exact = true });
        while (!(await desk.Locator(".command").InnerTextAsync()).Contains("leaves", StringComparison.Ordinal))
        {
            var was = await desk.Locator(".command").InnerTextAsync();
            await back.ClickAsync();
            await Expect(desk.Locator(".command")).Not.ToHaveTextAsync(was);
        }
        await Expect(tea).ToContainTextAsync("ann");
        await Expect(tea.Locator("td").First).ToHaveTextAsync("1");
        await back.ClickAsync();
        await Expect(tea.Locator("td").First).ToHaveTextAsync("0");
        await desk.Locator(".slide").FocusAsync();
        await desk.Keyboard.PressAsync("Home");
        await Expect(desk.Locator("main")).Not.ToContainTextAsync("leaves");
        await Expect(tea).ToHaveCountAsync(0);
        await LookAsync(desk, "the past");
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 320)]
    public async Task Axe_finds_nothing(string theme, int width)
    {
        await using var of = await Operator.ServeAsync();
        await of.AddAsync("root", Password);
        using var bob = await JsonClient.ConnectAsync(of.Server.Endpoints[1].Port);
        await bob.JoinAsync("tea");
        await using var visitor = await chromium.VisitAsync(of.Server, new()
        {
            // What looks is put into the page, which lets nobody in.
            BypassCSP = true, ViewportSize = new() { Width = width, Height = 720 },
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
        });
        var desk = await OpenAsync(visitor);
        await LookAsync(desk, "the entrance");
        await LogInAsync(desk, "root");
        await Expect(desk.Locator(".chart canvas")).ToHaveCountAsync(3);
        await LookAsync(desk, "now");
        foreach (var tab in new[] { "Connections", "Rooms", "Filters", "Log", "Options" })
        {
            await TabAsync(desk, tab);
            await Expect(desk.Locator(tab == "Log" ? ".log div" : tab == "Filters" ? ".none" : "tbody tr").First)
                .ToBeVisibleAsync();
            await LookAsync(desk, tab);
        }
        await TabAsync(desk, "Rooms");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Moderate" }).ClickAsync();
        await LookAsync(desk, "what is asked before");
    }

    private static async Task<IPage> OpenAsync(Visitor visitor)
    {
        var desk = await visitor.Context.NewPageAsync();
        await desk.GotoAsync("/admin");
        return desk;
    }

    private static async Task<IPage> EnterAsync(Visitor visitor, string name)
    {
        var desk = await OpenAsync(visitor);
        await LogInAsync(desk, name);
        return desk;
    }

    private static async Task LogInAsync(IPage desk, string name)
    {
        await desk.Locator("[name=name]").FillAsync(name);
        await desk.Locator("[name=password]").FillAsync(Password);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
    }

    private static ILocator FigureOf(IPage desk, string label) =>
        desk.Locator(".figure", new() { HasText = label }).First;

    private static Task TabAsync(IPage desk, string name) => desk.GetByRole(AriaRole.Navigation)
        .GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();

    private static async Task LookAsync(IPage desk, string where)
    {
        var found = await desk.RunAxe();
        found.Violations.Select(one => $"{where}: {one.Id}: {one.Help}: "
            + string.Join(" | ", one.Nodes.Take(3).Select(node => node.Html))).Should().BeEmpty();
        (await desk.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
            .Should().BeLessThanOrEqualTo(0, "{0}: nothing is cut off at the side", where);
    }
}
