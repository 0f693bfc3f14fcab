using System.Collections.Immutable;

namespace RxChat;

/// <summary>A message as queries look at it: its words are found once for all of them, if one asks.</summary>
internal sealed class Spoken(Said said)
{
    private const int MostLookedThrough = 4096;

    private HashSet<string>? _words;

    public Said Said { get; } = said;

    /// <summary>When it was said, which its id holds: whatever held it back before, and the same in the history.
    /// </summary>
    public DateTimeOffset At { get; } = said.Id.Time;

    public string From => Said.Message.From;

    private HashSet<string> InText => _words ??= new(Words.Of(Said.Message.Text), Names.Comparer);

    public bool HasAll(ImmutableArray<string> words)
    {
        foreach (var word in words)
        {
            if (!InText.Contains(word)) return false;
        }
        return true;
    }

    /// <summary>Whether a name is in it, as <c>unread</c> counts mentions.</summary>
    public bool HasAny(ImmutableArray<string> names)
    {
        foreach (var name in names)
        {
            // Most names are one word; of the others all have to be there before they are looked for.
            if (InText.Contains(name)) return true;
            var words = Words.Of(name).ToArray();
            if (words.Length > 0 && words.All(InText.Contains) && Words.Has(Beginning, name)) return true;
        }
        return false;
    }

    // Where names of several words are looked for: each takes a look at all of it.
    private string Beginning => Said.Message.Text is { Length: > MostLookedThrough } text
        ? text[..MostLookedThrough] : Said.Message.Text;
}
