using System.Net;
using System.Reactive.Concurrency;
using System.Text.Json;

namespace RxChat;

/// <summary>Webhooks as operators.</summary>
public static partial class WebhookOperators
{
    private const int LongestReason = 200;

    /// <summary>
    /// Has a service decide of each message, in each sender's order: it is sent
    /// <c>{"type":"message","room":R,"from":N,"account":N,"text":T,"at":T}</c> and answers 204, or 200 with
    /// <c>{"action":"pass"}</c>, <c>{"action":"reject","reason":T}</c> or <c>{"action":"change","text":T}</c>. Another
    /// answer, or none in time, is as <paramref name="whenFailed"/> says, and is logged.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="webhook">The service.</param>
    /// <param name="timeout">How long it may take; null is 5 seconds.</param>
    /// <param name="whenFailed">What becomes of a message of which it does not decide.</param>
    /// <param name="waiting">The most messages that wait; one more is rejected.</param>
    /// <param name="scheduler">The filter's time.</param>
    public static IObservable<ChatMessage> AskWebhook(
        this IObservable<ChatMessage> messages, Webhook webhook, TimeSpan? timeout = null,
        WhenFailed whenFailed = WhenFailed.Reject, int waiting = 1000, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return messages.SelectInOrder(
            async (message, cancellation) =>
            {
                var id = $"ask_{Guid.NewGuid():N}";
                // Back to the loop from here on: what is decided is the filter's.
                var (status, body, _) = await webhook.PostAsync(
                    id, (scheduler ?? Scheduler.Default).Now, WebhookJson.Of(message), cancellation);
                return status == HttpStatusCode.NoContent ? message
                    : status == HttpStatusCode.OK ? Decided(message, body)
                    : throw new HttpRequestException($"{webhook.Url.Host} answered {(int)status}");
            },
            timeout ?? TimeSpan.FromSeconds(5), whenFailed, waiting, scheduler);
    }

    private static ChatMessage? Decided(ChatMessage message, string body)
    {
        using var answer = JsonDocument.Parse(body);
        switch (Text(answer.RootElement, "action"))
        {
            case "pass":
                return message;
            case "change" when Text(answer.RootElement, "text") is { } text:
                return message with { Text = text };
            case "reject":
                var reason = Text(answer.RootElement, "reason") ?? "not said";
                message.Reject(reason.Length > LongestReason ? reason[..LongestReason] : reason);
                return null;
            default:
                throw new JsonException("a webhook's answer has an action: pass, reject or change");
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
