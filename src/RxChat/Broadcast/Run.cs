namespace RxChat;

/// <summary>
/// Consecutive events of one audience within a turn: what was written of them goes to each client as one slice.
/// </summary>
internal sealed class Run
{
    /// <summary>
    /// The <see cref="Subscribers"/> or the one <see cref="Recipient"/> it is for; null between two runs.
    /// </summary>
    public object? Audience { get; set; }

    /// <summary>Parts that one of them is not to hear.</summary>
    public List<Hole> Holes { get; } = [];

    public void End(Outlets outlets)
    {
        var audience = Audience;
        Audience = null;
        foreach (var outlet in outlets.All)
        {
            var slice = outlet.EndRun();
            if (slice.IsEmpty) continue;
            if (audience is Recipient client) client.OnNext(slice);
            else if (Holes.Count == 0) ((Subscribers)audience!).OnNext(outlet, slice);
            else ((Subscribers)audience!).OnNext(outlet, slice, Holes);
        }
        Holes.Clear();
    }
}
