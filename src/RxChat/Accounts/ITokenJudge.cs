namespace RxChat;

/// <summary>Judges tokens that somebody else has made, such as JSON Web Tokens (RFC 7519).</summary>
public interface ITokenJudge
{
    /// <summary>Whether a token is one of those it judges, by its form.</summary>
    bool Knows(Secret token);

    /// <summary>Judges one. Called on any thread.</summary>
    /// <param name="token">As it was shown.</param>
    /// <param name="now">The server's time, virtual or not.</param>
    /// <param name="cancellation">Of the effect.</param>
    Task<Judged> JudgeAsync(Secret token, DateTimeOffset now, CancellationToken cancellation);
}
