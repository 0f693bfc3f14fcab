namespace RxChat;

/// <summary>More than the backlog allows waited for a client.</summary>
internal sealed class ReadsTooSlowlyException(int bound) : Exception($"you read too slowly: more than {bound} bytes waited");
