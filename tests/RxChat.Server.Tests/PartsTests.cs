using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>The list of what a release is made of: what is in the page is in it.</summary>
public sealed class PartsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-parts-").FullName;

    [Fact]
    public async Task What_npm_brought_into_the_page_is_among_them_and_what_builds_it_is_not()
    {
        Tool.SkipWithout("python3", "python3");
        var bill = Path.Combine(_folder, "parts.json");
        await File.WriteAllTextAsync(bill, """
            {
              "metadata": { "component": { "bom-ref": "rxchat" } },
              "components": [ { "purl": "pkg:nuget/System.Reactive@7.0.0" } ],
              "dependencies": [ { "ref": "rxchat", "dependsOn": [ "pkg:nuget/System.Reactive@7.0.0" ] } ]
            }
            """, TestContext.Current.CancellationToken);
        var page = Path.Combine(RxChatProcess.Root, "src", "RxChat.Web", "Page");
        var (code, said) = await Tool.RunAsync("python3",
            [Path.Combine(RxChatProcess.Root, "docs", "deploy", "with-page.py"), bill, $"{page}/package-lock.json"]);
        code.Should().Be(0, said);

        using var named = JsonDocument.Parse(await File.ReadAllTextAsync(
            Path.Combine(page, "package.json"), TestContext.Current.CancellationToken));
        using var parts = JsonDocument.Parse(said);
        var urls = parts.RootElement.GetProperty("components").EnumerateArray()
            .Select(part => part.GetProperty("purl").GetString()).ToList();
        urls.Should().Contain("pkg:nuget/System.Reactive@7.0.0").And.Contain(named.RootElement
            .GetProperty("devDependencies").EnumerateObject().Where(package => package.Name != "esbuild")
            .Select(package => $"pkg:npm/{package.Name}@{package.Value}"));
        urls.Should().NotContain(url => url!.Contains("esbuild"));
        parts.RootElement.GetProperty("dependencies").EnumerateArray()
            .Single(one => one.GetProperty("ref").GetString() == "rxchat").GetProperty("dependsOn").EnumerateArray()
            .Select(one => one.GetString()).Should().BeEquivalentTo(urls);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
