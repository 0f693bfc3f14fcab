namespace RxChat.Web;

/// <summary>What a <see cref="WebServer"/> serves.</summary>
/// <param name="Options">Those in force.</param>
/// <param name="Server">The chat, once it runs: the one that has <see cref="WebServer.Endpoints"/>.</param>
/// <param name="Report">Told of what failed, on any thread.</param>
public sealed record WebSources(
    Func<ChatServerOptions> Options, Task<ChatServer> Server, Action<Exception> Report)
{
    /// <summary>Whether what is said can be kept.</summary>
    public Func<Task<bool>> Keeps { get; init; } = static () => Task.FromResult(true);

    /// <summary>Of endpoints with TLS; null where there is none.</summary>
    public Certificates? Certificates { get; init; }

    /// <summary>What operators see beside the chat; null is nothing.</summary>
    public IAdminSources? Admin { get; init; }
}
