namespace RxChat;

/// <summary>The filters in force, and the places where they are: what is replaced here is replaced everywhere between two messages.</summary>
internal sealed class Filters(MessageFilter? perClient, MessageFilter? forEveryone)
{
    private readonly List<FilterStage> _stages = [];

    public MessageFilter? PerClient { get; private set; } = perClient;

    public MessageFilter? ForEveryone { get; private set; } = forEveryone;

    public void Add(FilterStage stage)
    {
        stage.Index = _stages.Count;
        _stages.Add(stage);
    }

    public void Remove(FilterStage stage)
    {
        var last = _stages[^1];
        _stages[stage.Index] = last;
        last.Index = stage.Index;
        _stages.RemoveAt(_stages.Count - 1);
    }

    /// <summary>On the loop, and outside every pipeline.</summary>
    public void Replace(MessageFilter? perClient, MessageFilter? forEveryone)
    {
        (PerClient, ForEveryone) = (perClient, forEveryone);
        foreach (var stage in _stages.ToArray()) stage.Replace();
    }
}
