namespace RxChat.Client;

/// <summary>How patient a client is. Immutable.</summary>
public sealed record ChatClientOptions
{
    /// <summary>What one wants to be called; null is a guest.</summary>
    public string? Name { get; init; }

    /// <summary>The password of the account that is called <see cref="Name"/>; null is no account.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// The longest wait before the second try to connect; twice as long before each further one, up to
    /// <see cref="LongestRetry"/>. The wait is a random part of it, so that not all come back at once.
    /// </summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After so much silence it asks for a sign of life, and after as much more the connection is lost; so is
    /// one that is not made by then.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is said and not answered yet, at most; more is refused at once.</summary>
    public int MostUnanswered { get; init; } = 1000;

    /// <summary>The seed of waits and keys; null is another one each time. Two clients of one seed have the same keys.
    /// </summary>
    public int? Seed { get; init; }
}
