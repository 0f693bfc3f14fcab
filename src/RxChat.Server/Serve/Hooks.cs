using System.Reactive.Disposables;
using RxChat.Server.Configuration;

namespace RxChat.Server.Serve;

/// <summary>The service that is told what is said, if there is one.</summary>
internal static class Hooks
{
    /// <returns>Null if there is none.</returns>
    /// <exception cref="BadOptionException">It cannot be one.</exception>
    public static Webhook? Of(WebhookTarget named)
    {
        if (named.Url is null) return null;
        try
        {
            var secret = named.Secret is { } file ? File.ReadAllText(file).Trim() : null;
            return new Webhook(named.Url, secret, named.IsPrivate);
        }
        catch (FormatException e)
        {
            throw new BadOptionException($"--webhook: {e.Message}");
        }
    }

    /// <summary>Tells it, and the log of what it was not told.</summary>
    public static IDisposable Follow(Webhook? webhook, ChatServer server, LogWriter log) =>
        webhook is null ? Disposable.Empty : server.Events.ToWebhook(webhook).Subscribe(
            failure => log.Write(LogLevel.Warn, "webhook not told", $"{failure.Said.Id}: {failure.Reason}"));
}
