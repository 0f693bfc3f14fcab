namespace RxChat.Server.Configuration;

/// <summary>The files of certificates as they were named: the first key is the first certificate's, and so on.
/// </summary>
internal sealed record TlsFiles(
    IReadOnlyList<string> Certificates, IReadOnlyList<string> Keys, IReadOnlyList<string> Passwords)
{
    public static TlsFiles None { get; } = new([], [], []);
}
