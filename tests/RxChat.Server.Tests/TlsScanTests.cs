using System.Text.Json;
using System.Text.RegularExpressions;

namespace RxChat.Server.Tests;

/// <summary>What those who look for weak TLS find: nothing, on any protocol.</summary>
public sealed class TlsScanTests : IDisposable
{
    private static readonly string[] s_all =
        ["nuls://127.0.0.1:0", "lines://127.0.0.1:0", "jsons://127.0.0.1:0", "https://127.0.0.1:0"];

    private static readonly string[] s_withoutHttp = ["--protocols", "--std", "--server-defaults", "--vulnerable"];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}");

    [Theory]
    [InlineData("tls1", false)]
    [InlineData("tls1_1", false)]
    [InlineData("tls1_2", true)]
    [InlineData("tls1_3", true)]
    public async Task Openssl_is_let_in_by_what_is_new_alone(string version, bool isLetIn)
    {
        Tool.SkipWithout("openssl", "openssl");
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync(s_all, certificate.Options);
        foreach (var endpoint in server.Endpoints)
        {
            // What it would not even try itself is tried.
            var (_, said) = await Tool.RunAsync("openssl",
                ["s_client", "-connect", endpoint.Authority, "-servername", "localhost", "-CAfile", certificate.Pem,
                    "-verify_hostname", "localhost", $"-{version}", "-cipher", "DEFAULT@SECLEVEL=0"],
                "Q\n");
            said.Should().Contain("Verify return code: 0 (ok)");
            said.Contains("no peer certificate available", StringComparison.Ordinal).Should().Be(
                !isLetIn, $"{endpoint.Scheme} by {version}: {said}");
        }
    }

    [Fact]
    public async Task Sslscan_finds_nothing_old_and_nothing_weak()
    {
        Tool.SkipWithout("sslscan", "sslscan");
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync(s_all, certificate.Options);
        foreach (var endpoint in server.Endpoints)
        {
            var (_, said) = await Tool.RunAsync("sslscan", ["--no-colour", endpoint.Authority]);
            foreach (var old in new[] { "SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1" })
                said.Should().MatchRegex($"{Regex.Escape(old)} +disabled", endpoint.Scheme);
            said.Should().MatchRegex("TLSv1.3 +enabled").And.Contain("not vulnerable to heartbleed")
                .And.NotMatchRegex(@"(?m)^\S+ +TLSv1\.\d .*(RC4|3DES|NULL|EXP|anon|ADH)");
        }
    }

    [Theory]
    [InlineData("https")]
    [InlineData("lines")]
    public async Task Testssl_finds_nothing_high_or_critical(string scheme)
    {
        Assert.SkipUnless(Scale.IsFull, "it takes minutes (tests/run.sh --full)");
        Tool.SkipWithout("testssl", "testssl.sh");
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync([$"{scheme}://127.0.0.1:0"], certificate.Options);
        var found = Path.Combine(_folder, "found.json");
        await Tool.RunAsync("testssl",
            ["--quiet", "--warnings", "off", "--severity", "HIGH", "--add-ca", certificate.Pem, "--jsonfile", found,
                .. scheme == "https" ? Array.Empty<string>() : s_withoutHttp,
                server.Endpoints[0].Authority],
            patience: TimeSpan.FromMinutes(15));
        var written = await File.ReadAllTextAsync(found, TestContext.Current.CancellationToken);
        using var findings = JsonDocument.Parse(written);
        // What it says of the certificate, it says of this test's own.
        findings.RootElement.EnumerateArray()
            .Where(one => one.GetProperty("severity").GetString() is "HIGH" or "CRITICAL" or "FATAL")
            .Select(one => (Id: one.GetProperty("id").GetString()!, What: one.GetProperty("finding").GetString()))
            .Where(one => !one.Id.StartsWith("cert", StringComparison.Ordinal))
            .Should().BeEmpty();
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
