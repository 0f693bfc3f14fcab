using System.Text.RegularExpressions;

namespace RxChat.Page.Tests;

/// <summary>Questions that stay asked, beside what is said.</summary>
public sealed partial class QueryPanelTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Queries_stay_asked_over_breaks_and_what_becomes_of_them_is_drawn()
    {
        var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0", "json://127.0.0.1:0"]);
        string[] again = [.. server.Endpoints.Select(url => url.OriginalString)];
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Live queries" }).First.ClickAsync();
        var field = ada.Page.Locator("input[name=q]");
        var queries = ada.Page.Locator(".query");
        await field.FillAsync("IN lobby | has deploy | last 3");
        await field.PressAsync("Enter");
        await Expect(queries).ToHaveCountAsync(1);
        await Expect(queries.Locator("code")).ToHaveTextAsync("in lobby | has deploy | last 3");
        await field.FillAsync("in lobby | count per 1s by from");
        await field.PressAsync("Enter");
        await Expect(queries).ToHaveCountAsync(2);

        await field.FillAsync("in lobby | hat deploy");
        await field.PressAsync("Enter");
        await Expect(ada.Page.Locator(".toast")).ToContainTextAsync("column 12");
        await Expect(queries).ToHaveCountAsync(2);

        await ada.SayAsync("deploy one");
        await ada.SayAsync("something else");
        await Expect(queries.Locator(".found-item")).ToHaveTextAsync([OfOne()]);
        await Expect(queries.Locator(".plot canvas")).ToHaveCountAsync(1);
        await Expect(queries.Locator(".tally li").First).ToContainTextAsync("guest");

        server.Crash();
        await server.DisposeAsync();
        await Expect(ada.Page.Locator(".strip")).ToBeVisibleAsync();
        await using var back = await RxChatProcess.ServeOnAsync(again);
        await Expect(ada.Page.Locator(".strip")).ToHaveCountAsync(0);
        await ada.SayAsync("deploy two");
        await Expect(queries.Locator(".found-item").First).ToContainTextAsync("deploy two");

        await ada.Page.ReloadAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Live queries" }).First.ClickAsync();
        await Expect(queries).ToHaveCountAsync(2);
        await ada.Page.GetByRole(AriaRole.Button, new() { NameRegex = Longer() }).First.ClickAsync();
        await Expect(queries).ToHaveCountAsync(1);
    }

    [GeneratedRegex("deploy one")]
    private static partial Regex OfOne();

    [GeneratedRegex("^Ask no longer")]
    private static partial Regex Longer();
}
