namespace RxChat.Scripting;

/// <summary>What a filter file sees besides its namespaces: the two filters it assigns.</summary>
public sealed class FilterScope
{
    /// <summary>Applied to each client's messages before they meet the others'; null passes all.</summary>
    public MessageFilter? PerClient { get; set; }

    /// <summary>Applied to all messages in their final order; null passes all.</summary>
    public MessageFilter? ForEveryone { get; set; }
}
