namespace RxChat.Tests.Filters.Operators;

/// <summary>Messages of one of many senders.</summary>
internal static class Spoken
{
    public static ChatMessage By(long sender, string text, DateTimeOffset at) =>
        By(new Person(sender, $"guest-{sender}"), text, at);

    public static ChatMessage By(Person sender, string text, DateTimeOffset at) => new(sender, "lobby", text, at);
}
