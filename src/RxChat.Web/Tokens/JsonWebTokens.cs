using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RxChat.Web;

/// <summary>Which JSON Web Tokens (RFC 7519) are taken, and as whose word.</summary>
/// <param name="Secret">A file with the secret that both know, at least 32 bytes; null takes none made with one.
/// </param>
/// <param name="Keys">A file with the issuer's public keys, a JWK Set (RFC 7517); null takes none made with one.
/// </param>
/// <param name="Issuer">Who has to have made it; null is whoever has the key.</param>
/// <param name="Audience">Whom it has to be for; null is anybody.</param>
/// <param name="NameClaim">What of it is the name.</param>
public sealed record JsonWebTokenOptions(
    string? Secret = null, string? Keys = null, string? Issuer = null, string? Audience = null,
    string NameClaim = "sub");

/// <summary>
/// Judges JSON Web Tokens: the claim <c>exp</c> is needed, and ends the connection; <c>scope</c> (RFC 8693) may hold
/// <c>rxchat:say</c>, <c>rxchat:read</c> and so on, of which <c>rxchat:operate</c> makes an operator.
/// </summary>
public sealed class JsonWebTokens : ITokenJudge
{
    private const string ScopeClaim = "scope", OurScope = "rxchat:", AllScopes = "all";

    /// <summary>How far the clock of who makes them may be ahead.</summary>
    private static readonly TimeSpan s_ahead = TimeSpan.FromMinutes(1);

    private static readonly string[] s_byKeys =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly string[] s_bySecret =
        [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly JsonWebTokenOptions _options;
    private readonly KeyFile? _secret;
    private readonly KeyFile? _keys;

    /// <summary>Reads the files, which are read again when they change.</summary>
    /// <param name="options">Which.</param>
    /// <param name="report">Told of files that cannot be used meanwhile, on any thread.</param>
    /// <exception cref="IOException">One cannot be used; the message names it and the mend.</exception>
    public JsonWebTokens(JsonWebTokenOptions options, Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _secret = options.Secret is { } secret ? new KeyFile(secret, KeyFile.Secret, report) : null;
        _keys = options.Keys is { } keys ? new KeyFile(keys, KeyFile.KeySet, report) : null;
    }

    /// <inheritdoc />
    public bool Knows(Secret token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token.Reveal().Count(sign => sign == '.') == 2;
    }

    /// <inheritdoc />
    public async Task<Judged> JudgeAsync(Secret token, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(token);
        // A public key is never taken for a secret that both know: each kind has its own algorithms.
        var judged = new Judged(null, "nothing was said about who may make it");
        foreach (var (file, algorithms) in new[] { (_keys, s_byKeys), (_secret, s_bySecret) })
        {
            if (file is null) continue;
            judged = Judge(
                await _handler.ValidateTokenAsync(token.Reveal(), Rules(file.Keys, algorithms, now))
                    .ConfigureAwait(false));
            if (judged.Voucher is not null) break;
        }
        return judged;
    }

    private TokenValidationParameters Rules(
        IReadOnlyList<SecurityKey> keys, string[] algorithms, DateTimeOffset now) => new()
    {
        IssuerSigningKeys = keys, ValidAlgorithms = algorithms, RequireSignedTokens = true,
        TryAllIssuerSigningKeys = true,
        ValidateIssuer = _options.Issuer is not null, ValidIssuer = _options.Issuer,
        ValidateAudience = _options.Audience is not null, ValidAudience = _options.Audience,
        LifetimeValidator = (from, until, _, _) =>
            until is null ? throw new SecurityTokenNoExpirationException("it says no exp")
            : until <= now.UtcDateTime ? throw new SecurityTokenExpiredException("it has expired")
            : from > (now + s_ahead).UtcDateTime ? throw new SecurityTokenNotYetValidException("it begins later")
            : true,
    };

    private Judged Judge(TokenValidationResult result)
    {
        if (!result.IsValid) return new Judged(null, Why(result.Exception));
        if (!result.Claims.TryGetValue(_options.NameClaim, out var name) || $"{name}" is not { Length: > 0 } called)
            return new Judged(null, $"it has no claim {_options.NameClaim}, which is the name");
        var words = result.ClaimsIdentity.FindAll(ScopeClaim)
            .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(word => word.StartsWith(OurScope, StringComparison.Ordinal)).Select(word => word[OurScope.Length..])
            .ToArray();
        var scopes = words.Length == 0 ? null
            : words.Contains(AllScopes) ? Scopes.All
            : ScopeWords.Parse(words);
        if (words.Length > 0 && scopes is null)
            return new Judged(null, $"it has a scope that is none: {string.Join(' ', words)}");
        return new Judged(new Voucher(
            called, scopes?.HasFlag(Scopes.Operate) == true, scopes, new DateTimeOffset(result.SecurityToken.ValidTo)));
    }

    // Nothing of a token is told to who cannot show that it is one.
    private static string Why(Exception? error) => error switch
    {
        SecurityTokenNoExpirationException or SecurityTokenExpiredException or SecurityTokenNotYetValidException
            or SecurityTokenInvalidLifetimeException => error.Message.TrimEnd('.'),
        SecurityTokenInvalidIssuerException => "it is of another issuer",
        SecurityTokenInvalidAudienceException => "it is for another audience",
        SecurityTokenInvalidAlgorithmException => "its algorithm is not taken here",
        _ => "nobody whose word is taken has signed it",
    };
}
