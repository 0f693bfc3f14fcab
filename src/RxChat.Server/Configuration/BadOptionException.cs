namespace RxChat.Server.Configuration;

/// <summary>An option, URL or configuration key is wrong; the message names it and the mend.</summary>
internal sealed class BadOptionException(string message) : Exception(message);
