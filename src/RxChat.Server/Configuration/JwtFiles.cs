namespace RxChat.Server.Configuration;

/// <summary>By what JSON Web Tokens are judged, as it was named.</summary>
internal sealed record JwtFiles(
    string? Secret = null, string? Keys = null, string? Issuer = null, string? Audience = null, string Name = "sub")
{
    public bool IsNone => Secret is null && Keys is null;
}
