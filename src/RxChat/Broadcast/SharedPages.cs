using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RxChat;

/// <summary>
/// Pages of history as bytes, for as long as somebody holds what they are of: of many who come back at once each is
/// told the same, which is encoded once.
/// </summary>
internal sealed class SharedPages
{
    private const int MostEncodings = 8;

    private readonly ConditionalWeakTable<Numbered[], List<Encoded>> _pages = [];

    /// <summary>The pieces of a page, made when the first is asked for.</summary>
    public IEnumerable<Slice> Of(HistoryPage page, WireEncoding encoding)
    {
        // Who asks for one hears the name that was given to the question, and is alone with it.
        if (page.Ref is not null || ImmutableCollectionsMarshal.AsArray(page.Entries) is not [_, ..] entries)
            return encoding.EncodeInPages(new ChatEvent(page, default)).Select(Slice.Of);
        return Shared(page, entries, encoding);
    }

    private IEnumerable<Slice> Shared(HistoryPage page, Numbered[] entries, WireEncoding encoding)
    {
        var made = _pages.GetOrCreateValue(entries);
        var encoded = made.Find(one =>
            one.Encoding == encoding && one.Room == page.Room && one.HasMore == page.HasMore);
        if (encoded is null)
        {
            var pieces = encoding.EncodeInPages(new ChatEvent(page, default)).Select(Slice.Of);
            encoded = new Encoded(encoding, page.Room, page.HasMore, [.. pieces]);
            // Of a room there are few encodings; a thread has two names.
            if (made.Count == MostEncodings) made.Clear();
            made.Add(encoded);
        }
        foreach (var piece in encoded.Pieces) yield return piece;
    }

    private sealed record Encoded(WireEncoding Encoding, string Room, bool HasMore, ImmutableArray<Slice> Pieces);
}
