using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>What is shown on endpoints with TLS, and what becomes of who speaks something else.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}");

    [Theory]
    [InlineData("cert.pem")]
    [InlineData("one.pem")]
    [InlineData("cert.pfx")]
    [InlineData("secret.pfx")]
    [InlineData("secret.key")]
    public async Task A_certificate_may_be_in_any_form(string form)
    {
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync(["lines://127.0.0.1:0"], certificate.As(form));
        using var ann = await TlsClient.ConnectAsync(server.Endpoints[0]);
        ann.Thumbprint.Should().Be(certificate.Thumbprint);
        await ann.SendAsync("hello");
        await ann.ReadUntilAsync(": hello");
        await server.LogLineAsync("for localhost, until");
    }

    [Fact]
    public async Task Other_files_are_shown_to_who_comes_and_who_is_there_notices_nothing()
    {
        var token = TestContext.Current.CancellationToken;
        // As certbot and Kubernetes have it: a link to a folder of links, which is turned to another folder.
        using var first = TestCertificate.In(Path.Combine(_folder, "1"));
        using var second = TestCertificate.In(Path.Combine(_folder, "2"));
        var live = Path.Combine(_folder, "live");
        Directory.CreateSymbolicLink(live, Path.Combine(_folder, "1"));
        await using var server = await RxChatProcess.ServeOnAsync(["lines://127.0.0.1:0", "line://127.0.0.1:0"],
            "--tls-cert", Path.Combine(live, "cert.pem"), "--tls-key", Path.Combine(live, "key.pem"));
        using var ann = await TlsClient.ConnectAsync(server.Endpoints[0]);
        ann.Thumbprint.Should().Be(first.Thumbprint);
        await server.LogLineAsync("for localhost");
        Directory.CreateSymbolicLink(live + "2", Path.Combine(_folder, "2"));
        using (var turning = Process.Start("mv", ["-T", live + "2", live])) await turning.WaitForExitAsync(token);
        await server.LogLineAsync("for localhost");

        using var bob = await TlsClient.ConnectAsync(server.Endpoints[0]);
        bob.Thumbprint.Should().Be(second.Thumbprint);
        await bob.ReadUntilAsync(" joined");
        await ann.SendAsync("still here");
        await bob.ReadUntilAsync(": still here");

        // A key that is not the certificate's, for longer than it takes to write both.
        File.Copy(first.Key, second.Key, overwrite: true);
        (await server.LogLineAsync("certificate")).Should().Contain("is not the key of the certificate in")
            .And.Contain("stays in force");
        using var cid = await TlsClient.ConnectAsync(server.Endpoints[0]);
        cid.Thumbprint.Should().Be(second.Thumbprint);
        await cid.ReadUntilAsync(" joined");
        second.Write();
        await server.LogLineAsync("for localhost");
        await ann.SendAsync("and still");
        await cid.ReadUntilAsync(": and still");
    }

    [Fact]
    public async Task The_name_that_is_asked_for_chooses()
    {
        using var one = TestCertificate.In(Path.Combine(_folder, "1"), "one.example");
        using var two = TestCertificate.In(Path.Combine(_folder, "2"), "*.two.example");
        await using var server = await RxChatProcess.ServeOnAsync(["lines://127.0.0.1:0"],
            "--tls-cert", $"{one.Pem},{two.Pem}", "--tls-key", $"{one.Key},{two.Key}");
        foreach (var (name, shown) in new[]
            { ("one.example", one), ("chat.two.example", two), ("two.example", one), ("else.example", one) })
        {
            using var client = await TlsClient.ConnectAsync(server.Endpoints[0], name: name);
            client.Thumbprint.Should().Be(shown.Thumbprint, "that is for {0}", name);
        }
    }

    [Theory]
    [InlineData("", "is within TLS; name its certificate (--tls-cert FILE) and key (--tls-key FILE)")]
    [InlineData("--tls-cert missing.pem", "missing.pem cannot be read")]
    [InlineData("--tls-cert {folder} --tls-key {key}", "it is a folder; name a file")]
    [InlineData("--tls-cert {cert}", "holds no private key that can be used; name the key's file, too")]
    [InlineData("--tls-cert {cert} --tls-key {other}", "is not the key of the certificate in")]
    [InlineData("--tls-cert {cert},{cert} --tls-key {key}", "name one for each, in the same order")]
    [InlineData("--tls-cert {key} --tls-key {key}", "cannot be used")]
    public async Task What_cannot_be_shown_is_said_at_the_start(string options, string why)
    {
        using var certificate = TestCertificate.In(_folder);
        using var other = TestCertificate.In(Path.Combine(_folder, "other"));
        string[] named = [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word
            .Replace("{cert}", certificate.Pem).Replace("{key}", certificate.Key).Replace("{other}", other.Key)
            .Replace("{folder}", _folder))];
        var outcome = await RxChatProcess.RunAsync(["--listen", "https://127.0.0.1:0", .. named]);
        outcome.ExitCode.Should().BeOneOf(1, 2);
        outcome.Error.Should().Contain(why).And.NotContain("   at ");
        outcome.Error.Trim().Should().NotContain("\n", "one line says it");
    }

    [Theory]
    [InlineData(-10, -1, "has expired, clients refuse it; renew it")]
    [InlineData(-10, 3, "expires in 2 days; renew it")]
    [InlineData(1, 9, "is not valid yet, clients refuse it")]
    public async Task One_that_is_not_good_for_long_is_told(int from, int to, string told)
    {
        using var certificate = TestCertificate.In(_folder, fromDays: from, toDays: to);
        await using var server = await RxChatProcess.ServeOnAsync(["lines://127.0.0.1:0"], certificate.Options);
        (await server.LogLineAsync("warn certificate")).Should().Contain(told);
    }

    [Fact]
    public async Task Who_speaks_plain_text_is_told_so_and_who_shakes_hands_slowly_holds_nobody_up()
    {
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync(
            ["lines://127.0.0.1:0", "https://127.0.0.1:0"], certificate.Options);
        using var plain = await RawClient.ConnectAsync(server.Endpoints[0].Port, (byte)'\n');
        await plain.SendAsync("hello");
        await plain.ExpectAsync("* this port speaks TLS, and you speak plain text");
        await plain.ExpectEndAsync();
        using var browser = await RawClient.ConnectAsync(server.Endpoints[1].Port, (byte)'\n');
        await browser.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r");
        (await browser.ReadRestAsync()).Should().Contain("this port speaks TLS");
        var slow = new List<RawClient>();
        for (var n = 0; n < 300; n++)
        {
            slow.Add(await RawClient.ConnectAsync(server.Endpoints[0].Port, (byte)'\n'));
            // The beginning of a record that never ends; then nothing at all; then what is none.
            await slow[^1].SendBytesAsync((n % 3) switch
            {
                0 => new byte[] { 0x16, 0x03, 0x01, 0x02, 0x00 },
                1 => [],
                _ => [0x16, .. new byte[600]],
            });
        }

        using var ann = await TlsClient.ConnectAsync(server.Endpoints[0]);
        await ann.SendAsync("hello");
        await ann.ReadUntilAsync(": hello");
        foreach (var client in slow) client.Dispose();
    }

    [Fact]
    public async Task A_stop_is_told_and_the_end_is_said()
    {
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync(["lines://127.0.0.1:0"], certificate.Options);
        using var ann = await TlsClient.ConnectAsync(server.Endpoints[0]);
        await ann.ReadUntilAsync("joined");
        server.Send(Signal.Terminate);
        await ann.ReadUntilAsync("stop");
        (await ann.ReadAsync()).Should().BeNull();
        (await server.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Who_quits_is_let_go_and_who_vanishes_has_left()
    {
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync(
            ["lines://127.0.0.1:0", "line://127.0.0.1:0"], certificate.Options);
        var bob = await server.LineAsync("bob");
        using var ann = await TlsClient.ConnectAsync(server.Endpoints[0]);
        await ann.SendAsync("/name ann");
        await ann.SendAsync("/quit");
        while (await ann.ReadAsync() is not null)
        {
            // To the end.
        }
        await bob.ReadUntilAsync("* ann left");
        var cid = await TlsClient.ConnectAsync(server.Endpoints[0]);
        await cid.SendAsync("/name cid");
        await bob.ReadUntilAsync(frame => frame.EndsWith("is now cid", StringComparison.Ordinal), "cid");
        cid.Dispose();
        await bob.ReadUntilAsync("* cid left");
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
