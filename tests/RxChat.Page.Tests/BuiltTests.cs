using System.Diagnostics;
using System.IO.Compression;

namespace RxChat.Page.Tests;

/// <summary>What is served is small, is what its source makes, and lets nobody else in.</summary>
public sealed class BuiltTests : IDisposable
{
    private static readonly string s_page = Path.Combine(RxChatProcess.Root, "src/RxChat.Web/Page");

    private readonly string _copy = Directory.CreateTempSubdirectory("rxchat-page-").FullName;

    [Fact]
    public void All_of_the_page_is_at_most_60_KiB_packed()
    {
        var sizes = Directory.GetFiles(Path.Combine(s_page, "built")).Append(Path.Combine(s_page, "static/index.html"))
            .ToDictionary(file => Path.GetFileName(file), Packed);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", sizes));
        sizes.Values.Sum().Should().BePositive().And.BeLessThanOrEqualTo(60 * 1024);
    }

    [Fact]
    public void All_of_the_desk_is_at_most_40_KiB_packed() =>
        Directory.GetFiles(Path.Combine(s_page, "built/desk")).Append(Path.Combine(s_page, "static/admin.html"))
            .Sum(Packed).Should().BePositive().And.BeLessThanOrEqualTo(40 * 1024);

    [Fact]
    public async Task What_is_embedded_is_what_the_source_makes()
    {
        Assert.SkipUnless(Has("npm"), "npm is not installed (apt-get install npm)");
        Directory.CreateDirectory(Path.Combine(_copy, "Page"));
        foreach (var folder in new[] { "src/model", "src/view", "src/desk", "static" })
            Directory.CreateDirectory(Path.Combine(_copy, "Page", folder));
        foreach (var file in Directory.GetFiles(s_page, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(s_page, file))
            .Where(file => !file.StartsWith("node_modules", StringComparison.Ordinal)
                && !file.StartsWith("built", StringComparison.Ordinal)))
            File.Copy(Path.Combine(s_page, file), Path.Combine(_copy, "Page", file));
        Directory.CreateDirectory(Path.Combine(_copy, "Client"));
        File.Copy(Path.Combine(s_page, "../Client/rxchat.js"), Path.Combine(_copy, "Client/rxchat.js"));
        var got = await RunAsync("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        Assert.SkipWhen(got.Code != 0, $"its packages cannot be had: {got.Said}");
        var made = await RunAsync("npm", "run", "build");

        made.Code.Should().Be(0, made.Said);
        foreach (var file in Directory.GetFiles(Path.Combine(s_page, "built"), "*", SearchOption.AllDirectories))
        {
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Should().Be(
                await File.ReadAllTextAsync(Path.Combine(_copy, "Page", Path.GetRelativePath(s_page, file)),
                    TestContext.Current.CancellationToken),
                "npm run build in src/RxChat.Web/Page makes {0}", Path.GetFileName(file));
        }
    }

    [Fact]
    public async Task It_is_served_with_what_it_may_do()
    {
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0"]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Endpoints[0].Authority}/") };
        foreach (var path in new[]
            { "", "page.js", "style.css", "sw.js", "manifest.webmanifest", "icon-192.png", "admin", "desk.js" })
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
            answer.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'; ")
                .And.Contain("require-trusted-types-for 'script'").And.NotContain("unsafe").And.NotContain("http");
            answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
            answer.Headers.ETag.Should().NotBeNull();
        }
        using var packing = new HttpRequestMessage(HttpMethod.Get, "page.js");
        packing.Headers.Add("Accept-Encoding", "gzip");
        using var packed = await http.SendAsync(packing, TestContext.Current.CancellationToken);

        packed.Content.Headers.ContentEncoding.Should().Equal("gzip");
        await using var unpacking = new GZipStream(
            await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacking);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Should().Be(await File.ReadAllTextAsync(
            Path.Combine(s_page, "built/page.js"), TestContext.Current.CancellationToken));
    }

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    private static long Packed(string file)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(File.ReadAllBytes(file));
        return packed.Length;
    }

    private static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.Combine(_copy, "Page"), RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (said, wrong) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await Patience.WaitAsync(token => run.WaitForExitAsync(token), program);
        return (run.ExitCode, $"{await said}{await wrong}");
    }
}
