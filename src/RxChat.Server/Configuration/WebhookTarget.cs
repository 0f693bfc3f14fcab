namespace RxChat.Server.Configuration;

/// <summary>A service that is told what is said, as it was named.</summary>
internal sealed record WebhookTarget(string? Url = null, string? Secret = null, bool IsPrivate = false);
