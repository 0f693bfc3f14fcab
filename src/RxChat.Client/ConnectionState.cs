namespace RxChat.Client;

/// <summary>What becomes of the connection.</summary>
/// <param name="IsConnected">Whether there is one, and the server has said its welcome.</param>
/// <param name="Name">What one is called; null while that is not known.</param>
/// <param name="Why">Why the last one was lost; null if none was.</param>
/// <param name="RetryIn">When the next one is tried; null while there is one, or it is being made.</param>
public sealed record ConnectionState(
    bool IsConnected, string? Name = null, string? Why = null, TimeSpan? RetryIn = null);
