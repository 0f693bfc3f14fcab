using System.Collections.Immutable;

namespace RxChat;

/// <summary>
/// What is said, kept beyond memory: one writer, which commits what came meanwhile together, and any number of readers.
/// </summary>
/// <remarks>What it cannot keep never stops the chat: it says so in <see cref="Commits"/>, and goes on.</remarks>
public interface IHistory : IAsyncDisposable
{
    /// <summary>What there was when it was opened.</summary>
    HistoryStart Start { get; }

    /// <summary>
    /// How far what was appended is decided, on whatever thread: each says of all up to it, and after the one before
    /// it, whether they are kept.
    /// </summary>
    IObservable<HistoryCommit> Commits { get; }

    /// <summary>What is kept no longer, on whatever thread, before it is gone: the chat forgets it, too.</summary>
    IObservable<Expired> Expirations { get; }

    /// <summary>Takes what comes next. Called on the loop; must not block or throw.</summary>
    /// <param name="entry">With its number.</param>
    void Append(Numbered entry);

    /// <summary>
    /// Reads a page, in the order of the numbers. A number that is not in it, and lies between those that are, is not
    /// kept. Called on the loop; must not block before it returns.
    /// </summary>
    Task<HistoryPage> ReadAsync(HistoryQuery query, CancellationToken cancellation);

    /// <summary>The message that is looked for; null if there is none.</summary>
    Task<Said?> FindAsync(SaidQuery query, CancellationToken cancellation);

    /// <summary>The last messages that have all of some words, in the order of their numbers.</summary>
    Task<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellation);
}

/// <summary>So many of what was appended are kept, or are not.</summary>
/// <param name="UpTo">How many, from the first that was ever appended to this.</param>
/// <param name="IsKept">Whether those since the commit before are.</param>
public readonly record struct HistoryCommit(long UpTo, bool IsKept);

/// <summary>What there was at the start.</summary>
/// <param name="Epochs">The starts of the numbers, the one there is now last.</param>
/// <param name="Rooms">The rooms in which something was said.</param>
public sealed record HistoryStart(ImmutableArray<string> Epochs, ImmutableArray<HistoryRoom> Rooms);

/// <summary>A room in which something was said.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Last">The number of its last entry.</param>
/// <param name="Firsts">In which start of the numbers it had which first entry, in order.</param>
/// <param name="Rules">What stands in it.</param>
/// <param name="Topic">What it is about; empty is nothing.</param>
public sealed record HistoryRoom(
    string Room, long Last, ImmutableArray<HistoryFirst> Firsts, ImmutableArray<Moderated> Rules, string Topic = "");

/// <summary>The first number of a room in one start of the numbers.</summary>
/// <param name="Epoch">The index of the start.</param>
/// <param name="Seq">The number.</param>
public readonly record struct HistoryFirst(int Epoch, long Seq);
