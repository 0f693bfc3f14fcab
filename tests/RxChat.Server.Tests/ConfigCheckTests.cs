namespace RxChat.Server.Tests;

/// <summary>What would be served is said without serving it; what could not be, as serve would say it.</summary>
public sealed class ConfigCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-config-").FullName;

    [Fact]
    public async Task What_could_be_served_is_listed_with_its_files()
    {
        using var certificate = TestCertificate.In(_folder);
        using var script = new FilterScript(FilterScript.PassesAll);
        var file = Path.Combine(_folder, "rxchat.json");
        await File.WriteAllTextAsync(file, """{ "maxFrame": 1000, "requireLogin": true }""",
            TestContext.Current.CancellationToken);
        var outcome = await RxChatProcess.RunAsync(
            ["config", "check", "--config", file, "--listen", "lines://127.0.0.1:7000", "--filters", script.Path,
                .. certificate.Options]);
        outcome.ExitCode.Should().Be(0, outcome.Error);
        outcome.OutputLines.Should().Contain("max-frame: 1000").And.Contain("require-login: true")
            .And.Contain("would listen on lines://127.0.0.1:7000")
            .And.Contain(line => line.StartsWith($"certificate: {certificate.Pem} for localhost, until "));
    }

    [Theory]
    [InlineData(2, "--max-frame", "many", "must be a size")]
    [InlineData(2, "--listen", "nul://localhost", "names no port")]
    [InlineData(2, "--listen", "lines://127.0.0.1:1", "is within TLS; name its certificate")]
    [InlineData(1, "--filters", "missing.csx", "missing.csx")]
    [InlineData(2, "--config", "missing.json", "missing.json")]
    public async Task What_could_not_be_is_one_line(int code, string option, string value, string why)
    {
        var outcome = await RxChatProcess.RunAsync(["config", "check", option, value]);
        outcome.ExitCode.Should().Be(code);
        outcome.ErrorLines.Should().ContainSingle().Which.Should().Contain(why);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
