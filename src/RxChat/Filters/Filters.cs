namespace RxChat;

/// <summary>
/// The filters in force, and the places where they are: what is replaced here is replaced everywhere between two
/// messages.
/// </summary>
internal sealed class Filters(MessageFilter? perClient, MessageFilter? forEveryone)
{
    private readonly Slots<FilterStage> _stages = new();
    private int _generation = 1;

    public MessageFilter? PerClient { get; private set; } = perClient;

    public MessageFilter? ForEveryone { get; private set; } = forEveryone;

    /// <summary>Called once there are any.</summary>
    public Action? InForce { get; set; }

    public string PerClientName { get; private set; } = "per client, generation 1";

    public string ForEveryoneName { get; private set; } = "for everyone, generation 1";

    public void Add(FilterStage stage)
    {
        _stages.Add(stage);
        TellOnce();
    }

    public void Remove(FilterStage stage) => _stages.Remove(stage);

    /// <summary>On the loop, and outside every pipeline.</summary>
    public void Replace(MessageFilter? perClient, MessageFilter? forEveryone)
    {
        (PerClient, ForEveryone) = (perClient, forEveryone);
        _generation++;
        PerClientName = FormattableString.Invariant($"per client, generation {_generation}");
        ForEveryoneName = FormattableString.Invariant($"for everyone, generation {_generation}");
        TellOnce();
        foreach (var stage in _stages.Items.ToArray()) stage.Replace();
    }

    private void TellOnce()
    {
        if (PerClient is null && ForEveryone is null) return;
        InForce?.Invoke();
        InForce = null;
    }
}
