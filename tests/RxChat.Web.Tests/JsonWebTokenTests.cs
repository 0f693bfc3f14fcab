using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RxChat.Web.Tests;

/// <summary>JSON Web Tokens: which are taken, from whom, and what is said of the others.</summary>
public sealed class JsonWebTokenTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-jwt").FullName;
    private readonly RSA _rsa = RSA.Create(2048);

    private string Secret => Path.Combine(_folder, "secret");

    private string Keys => Path.Combine(_folder, "keys.json");

    [Theory]
    [InlineData("HS256", "alice", 60, "chat", "us", "", "")]
    [InlineData("RS256", "alice", 60, "chat", "us", "", "")]
    [InlineData("HS256", "alice", 0, "chat", "us", "", "it has expired")]
    [InlineData("HS256", "alice", 60, "mail", "us", "", "it is for another audience")]
    [InlineData("HS256", "alice", 60, "chat", "them", "", "it is of another issuer")]
    [InlineData("HS256", null, 60, "chat", "us", "", "it has no claim sub, which is the name")]
    [InlineData("HS256", "alice", 60, "chat", "us", "rxchat:fly", "it has a scope that is none: fly")]
    [InlineData("other", "alice", 60, "chat", "us", "", "nobody whose word is taken has signed it")]
    [InlineData("none", "alice", 60, "chat", "us", "", "nobody whose word is taken has signed it")]
    [InlineData("public", "alice", 60, "chat", "us", "", "nobody whose word is taken has signed it")]
    public async Task One_is_taken_when_everything_about_it_is_right(
        string by, string? name, int seconds, string audience, string issuer, string scope, string problem)
    {
        var judge = Judge(new JsonWebTokenOptions(Secret, Keys, "us", "chat"));
        var token = new Secret(Token(by, name, s_now.AddSeconds(seconds), audience, issuer, scope));
        var judged = await judge.JudgeAsync(token, s_now, TestContext.Current.CancellationToken);

        judge.Knows(token).Should().BeTrue();
        judged.Problem.Should().Be(problem);
        judged.Voucher.Should().Be(
            problem.Length > 0 ? null : new Voucher("alice", Until: s_now.AddSeconds(seconds)));
    }

    [Fact]
    public async Task Its_scopes_say_what_it_is_for()
    {
        var judge = Judge(new JsonWebTokenOptions(Secret));
        async Task<Voucher?> Of(string scope) => (await judge.JudgeAsync(
            new Secret(Token("HS256", "alice", s_now.AddSeconds(9), "x", "x", scope)), s_now,
            TestContext.Current.CancellationToken)).Voucher;

        (await Of("openid rxchat:say rxchat:read"))!.Scopes.Should().Be(Scopes.Say | Scopes.Read);
        (await Of("rxchat:operate"))!.IsOperator.Should().BeTrue();
        (await Of("openid profile"))!.Scopes.Should().BeNull();
    }

    [Fact]
    public async Task Keys_that_are_changed_are_read_again_and_broken_ones_leave_the_old_in_force()
    {
        var told = new List<string>();
        var judge = Judge(new JsonWebTokenOptions(Secret), told.Add);
        var token = new Secret(Token("HS256", "alice", s_now.AddSeconds(9), "x", "x", ""));
        var cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Secret, "short", cancellation);
        var afterBroken = await judge.JudgeAsync(token, s_now, cancellation);
        await File.WriteAllTextAsync(Secret, new string('n', 64), cancellation);
        var afterChange = await judge.JudgeAsync(token, s_now, cancellation);

        afterBroken.Voucher.Should().NotBeNull();
        afterChange.Problem.Should().Be("nobody whose word is taken has signed it");
        told.Should().ContainSingle().Which.Should().Contain("5 bytes")
            .And.EndWith("what was in it before stays in force");
    }

    public void Dispose()
    {
        _rsa.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private JsonWebTokens Judge(JsonWebTokenOptions options, Action<string>? report = null)
    {
        File.WriteAllText(Secret, new string('s', 48) + "\n");
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa.ExportParameters(false)));
        File.WriteAllText(Keys, $$"""{"keys":[{"kty":"RSA","use":"sig","n":"{{key.N}}","e":"{{key.E}}"}]}""");
        return new JsonWebTokens(options, report ?? (_ => { }));
    }

    private string Token(
        string by, string? name, DateTimeOffset until, string audience, string issuer, string scope)
    {
        var claims = new Dictionary<string, object>();
        if (name is not null) claims["sub"] = name;
        if (scope.Length > 0) claims["scope"] = scope;
        var maker = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return maker.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims, Expires = until.UtcDateTime, Audience = audience, Issuer = issuer,
            SigningCredentials = by switch
            {
                "HS256" => new(Symmetric(new string('s', 48)), "HS256"),
                "RS256" => new(new RsaSecurityKey(_rsa), "RS256"),
                "other" => new(Symmetric(new string('o', 48)), "HS256"),
                // The public key, which everybody has, as if it were a secret.
                "public" => new(new SymmetricSecurityKey(_rsa.ExportSubjectPublicKeyInfo()), "HS256"),
                _ => null,
            },
        });
    }

    private static SymmetricSecurityKey Symmetric(string secret) => new(System.Text.Encoding.UTF8.GetBytes(secret));
}
