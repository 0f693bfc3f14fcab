using System.Security.Authentication;

namespace RxChat.Server.Tests;

/// <summary>Who shows a certificate of a known authority is who it says.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-clients").FullName;

    [Fact]
    public async Task It_logs_in_and_who_has_none_is_a_guest()
    {
        using var authority = new TestAuthority(Path.Combine(_folder, "ca.pem"));
        await using var server = await ServeAsync();
        using var own = authority.Sign("alice");
        using var alice = await TlsClient.ConnectAsync(server.Endpoints[0], own: own);
        await alice.ReadUntilAsync("* you are logged in as alice");
        using var guest = await TlsClient.ConnectAsync(server.Endpoints[0]);
        await guest.ReadUntilAsync(" joined");
        await guest.SendAsync("/name alice");
        await guest.ReadUntilAsync("the name alice is taken");
        await alice.SendAsync("hello");
        await guest.ReadUntilAsync("alice: hello");

        using var handler = new SocketsHttpHandler
        {
            SslOptions = new()
            {
                ClientCertificates = [own],
                RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null,
            },
        };
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"https://{server.Endpoints[1].Authority}/") };
        (await http.SayAsync("lobby", "by HTTP")).EnsureSuccessStatusCode();
        await guest.ReadUntilAsync("alice: by HTTP");
    }

    [Theory]
    [InlineData(true, false, 7)]
    [InlineData(false, true, 7)]
    [InlineData(false, false, 0)]
    public async Task A_wrong_one_ends_the_handshake(bool isOfAnother, bool isForServers, int toDays)
    {
        using var authority = new TestAuthority(Path.Combine(_folder, "ca.pem"));
        using var other = new TestAuthority(Path.Combine(_folder, "other.pem"));
        await using var server = await ServeAsync();
        using var own = (isOfAnother ? other : authority).Sign("alice", !isForServers, toDays);

        // Of TLS 1.3 a client hears that after its own side is done.
        var coming = async () =>
        {
            using var client = await TlsClient.ConnectAsync(server.Endpoints[0], SslProtocols.Tls12, own: own);
            await client.ReadUntilAsync("welcome");
        };
        await coming.Should().ThrowAsync<Exception>();
        using var guest = await TlsClient.ConnectAsync(server.Endpoints[0]);
        await guest.ReadUntilAsync(" joined");
    }

    [Fact]
    public async Task A_name_that_cannot_be_is_told_so_and_not_let_in_as_somebody_else()
    {
        using var authority = new TestAuthority(Path.Combine(_folder, "ca.pem"));
        await using var server = await ServeAsync();
        using var own = authority.Sign("not a name");
        using var client = await TlsClient.ConnectAsync(server.Endpoints[0], own: own);
        (await client.ReadUntilAsync("a name has")).Should().StartWith("* ");
        (await client.ReadAsync()).Should().BeNull();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<RxChatProcess> ServeAsync() => RxChatProcess.ServeOnAsync(
        ["lines://127.0.0.1:0", "https://127.0.0.1:0"],
        [.. TestCertificate.In(_folder).Options, "--tls-client-ca", Path.Combine(_folder, "ca.pem"),
            "--history", "none"]);
}
