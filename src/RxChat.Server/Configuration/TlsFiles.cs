namespace RxChat.Server.Configuration;

/// <summary>The files of certificates as they were named: the first key is the first certificate's, and so on.
/// </summary>
internal sealed record TlsFiles(
    IReadOnlyList<string> Certificates, IReadOnlyList<string> Keys, IReadOnlyList<string> Passwords)
{
    public static TlsFiles None { get; } = new([], [], []);

    /// <summary>Whose signature makes a certificate of a client's one to log in with; null takes none.</summary>
    public string? ClientAuthorities { get; init; }
}
