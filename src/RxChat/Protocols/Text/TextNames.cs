namespace RxChat;

/// <summary>What people are called on a text protocol.</summary>
internal readonly struct TextNames(TextProtocol protocol)
{
    /// <summary>After the name of whoever is no connection.</summary>
    public const string Bot = " [bot]";

    public string Of(Person person) => protocol.IsModel ? person.Address ?? person.Name : person.Name;

    // A filter may have given the message another name. No name has a blank in it, so nobody seems to be a bot.
    public string Of(ChatMessage message) =>
        message.Sender is null ? message.From + Bot
        : message.Sender is { Address: { } address } guest && protocol.IsModel && message.From == guest.Name ? address
        : message.From;
}
