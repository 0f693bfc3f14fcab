namespace RxChat.Scripting;

/// <summary>What a filter file sees besides its namespaces: the two filters it assigns.</summary>
public sealed class FilterScope
{
    /// <summary>Applied to each client's messages before they meet the others'; null passes all.</summary>
    public MessageFilter? PerClient
    {
        get;
        set => field = Assigned(value, nameof(PerClient));
    }

    /// <summary>Applied to all messages in their final order; null passes all.</summary>
    public MessageFilter? ForEveryone
    {
        get;
        set => field = Assigned(value, nameof(ForEveryone));
    }

    /// <summary>Whether any of them was assigned, be it null.</summary>
    internal bool HasAssigned { get; private set; }

    // A filter that is added to another would be all that is heard.
    private MessageFilter? Assigned(MessageFilter? filter, string name)
    {
        HasAssigned = true;
        return filter?.GetInvocationList().Length > 1
            ? throw new InvalidOperationException(
                $"{name} holds two filters, and one would take the place of the other; "
                + "compose them: (messages, time) => second(first(messages, time), time)")
            : filter;
    }
}
