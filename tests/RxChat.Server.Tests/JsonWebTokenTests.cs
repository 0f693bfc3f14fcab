using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>Who has a JSON Web Token of somebody whose word is taken is who it says.</summary>
public sealed class JsonWebTokenTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-jwt").FullName;

    private string Secret => Path.Combine(_folder, "secret");

    [Fact]
    public async Task By_one_curl_and_programs_say_as_who_they_are()
    {
        await File.WriteAllTextAsync(Secret, new string('s', 48), TestContext.Current.CancellationToken);
        await using var of = await Operator.ServeAsync("--jwt-secret", Secret, "--require-login");
        using var alice = of.As(Token("alice", DateTimeOffset.UtcNow.AddMinutes(5)));
        using var late = of.As(Token("alice", DateTimeOffset.UtcNow.AddMinutes(-5)));
        (await alice.SayAsync("tea", "hello")).StatusCode.Should().Be(HttpStatusCode.Created);
        (await alice.DoAsync(new { @do = "history", room = "tea" }))[0].GetProperty("messages")[0]
            .GetProperty("from").GetString().Should().Be("alice");
        using var no = await late.SayAsync("tea", "hello");
        no.StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        using var program = await JsonClient.ConnectAsync(of.Server.Endpoints[1].Port);
        var soon = DateTimeOffset.UtcNow.AddSeconds(2);
        await program.SendAsync(new { type = "login", token = Token("alice", soon), @ref = "1" });
        await program.ReadAsync("ok");
        JsonClient.TextOf((await program.ReadAsync("error"))[^1], "code").Should().Be("token_expired");
        (await program.ReadAsync()).Should().BeNull();
    }

    [Theory]
    [InlineData("--jwt-secret", "short", "holds a secret of 5 bytes")]
    [InlineData("--jwt-keys", "{}", "holds no public key")]
    [InlineData("--jwt-keys", "no json", "holds no public key")]
    public async Task What_cannot_be_used_is_a_line_that_names_it(string flag, string held, string words)
    {
        await File.WriteAllTextAsync(Secret, held, TestContext.Current.CancellationToken);
        var outcome = await RxChatProcess.RunAsync(
            ["--listen", "line://127.0.0.1:0", flag, Secret, "--history", "none"]);
        outcome.ExitCode.Should().Be(1);
        outcome.ErrorLines.Should().ContainSingle().Which.Should().Contain(Secret).And.Contain(words);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Token(string name, DateTimeOffset until)
    {
        static string Part(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
        var signed = $"{Part(new { alg = "HS256" })}.{Part(new { sub = name, exp = until.ToUnixTimeSeconds() })}";
        var key = Encoding.ASCII.GetBytes(new string('s', 48));
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }
}
