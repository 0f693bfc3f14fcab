using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>
/// The places between stages where a test puts something in, to see that it is found: each is given what flows there,
/// and gives what goes on.
/// </summary>
internal sealed record Seams
{
    public static Seams None { get; } = new();

    /// <summary>What comes from a client.</summary>
    public Func<IObservable<ReadOnlyMemory<byte>>, IObservable<ReadOnlyMemory<byte>>> Received { get; init; } =
        static same => same;

    /// <summary>The time by which is decided.</summary>
    public Func<IScheduler, IScheduler> Clock { get; init; } = static same => same;

    /// <summary>What clients ask, behind their own filters.</summary>
    public Func<IObservable<Command>, IObservable<Command>> Asked { get; init; } = static same => same;

    /// <summary>What is told, before anybody hears of it.</summary>
    public Func<IObservable<ChatEvent>, IObservable<ChatEvent>> Told { get; init; } = static same => same;

    /// <summary>What the broadcast is told; waits for commits if <see cref="WaitsForCommits"/>.</summary>
    public Func<IObservable<ChatEvent>, IObservable<ChatEvent>> Broadcast { get; init; } = static same => same;

    /// <summary>Whether answers wait until what they promise is kept.</summary>
    public bool WaitsForCommits { get; init; } = true;
}
