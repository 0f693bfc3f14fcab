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

    /// <summary>State that outlives the file, by its name; see docs/filters.md.</summary>
    /// <param name="name">Under which the next generation finds it.</param>
    /// <param name="make">Makes what there is at first.</param>
    public Kept<T> Kept<T>(string name, Func<T> make)
        where T : notnull
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(make);
        return new(this, name, make);
    }

    /// <summary>Where it is kept: of a file on trial with the trial, and then with the server.</summary>
    internal KeptState State { get; set; } = new();

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
