using RxChat.Server.Configuration;
using RxChat.Web;

namespace RxChat.Server.Serve;

/// <summary>Who else may say who somebody is.</summary>
internal static class Jwt
{
    /// <returns>Null if nobody may.</returns>
    /// <exception cref="IOException">A file cannot be used.</exception>
    /// <exception cref="BadOptionException">Something is said of tokens that nobody makes.</exception>
    public static ITokenJudge? Judge(JwtFiles named, Action<string> report)
    {
        if (named.IsNone)
        {
            return named == new JwtFiles() ? null : throw new BadOptionException(
                "--jwt-issuer, --jwt-audience and --jwt-name are of tokens, and nobody makes any; "
                + "name a secret (--jwt-secret) or keys (--jwt-keys)");
        }
        var judge = new JsonWebTokens(
            new JsonWebTokenOptions(named.Secret, named.Keys, named.Issuer, named.Audience, named.Name), report);
        if (named.Secret is { } secret && Trust.IsOpen(secret))
            report($"everybody may read {secret}; chmod o-r {secret}");
        return judge;
    }
}
