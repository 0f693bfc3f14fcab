namespace RxChat.Server.Connect;

/// <summary>What is shown of a conversation.</summary>
/// <param name="Text">A line.</param>
/// <param name="At">When it was said; null is now.</param>
internal readonly record struct Shown(string Text, DateTimeOffset? At = null);

/// <summary>Where one is.</summary>
/// <param name="Name">What one is called; null is not known.</param>
/// <param name="Room">Where one speaks; null is nowhere.</param>
/// <param name="Members">How many are there; null is not known.</param>
/// <param name="News">Of other rooms, in how many lines something was said.</param>
/// <param name="Known">Names of people and rooms.</param>
internal sealed record Whereabouts(
    string? Name, string? Room, int? Members, IReadOnlyDictionary<string, int> News, IReadOnlyCollection<string> Known);

/// <summary>A conversation with a server, for one who types: on one thread.</summary>
internal interface IDialogue : IDisposable
{
    /// <summary>Lines that are kept for who begins to look; names and numbers that are remembered.</summary>
    public const int MostKept = 1000;

    /// <summary>What is shown. Completes when one has left; errs when it is over otherwise.</summary>
    IObservable<Shown> Lines { get; }

    /// <summary>Where one is, after each line.</summary>
    Whereabouts Now { get; }

    /// <summary>Takes a line that was typed.</summary>
    void Type(string line);
}
