using System.Collections.Immutable;

namespace RxChat;

/// <summary>What was said, for those who ask and those who come back. Pure; changes nothing.</summary>
internal static class Recalling
{
    /// <summary>The messages of a page, and the bytes of memory of their texts and names.</summary>
    private const int MostPerPage = 1000, UsualPage = 50, MostBytes = 128 * 1024;

    /// <summary>The page that is asked for: after a number, before one, or the latest.</summary>
    public static HistoryPage Page(ChatState state, string room, AskHistory ask)
    {
        var limit = Math.Clamp(ask.Limit ?? UsualPage, 1, MostPerPage);
        var (from, to) = ((ask.After ?? 0) + 1, (ask.Before ?? long.MaxValue) - 1);
        return state.Histories.Of(room)?.Page(from, to, limit, MostBytes, fromEnd: ask.After is null)
            ?? new HistoryPage(room, [], HasMore: false);
    }

    /// <summary>
    /// All that was said since, in pages, after what is lost of it: numbers that did not survive, or messages that are
    /// kept no longer.
    /// </summary>
    public static ImmutableArray<Answer> Missed(ChatState state, string room, Position since)
    {
        var answers = ImmutableArray.CreateBuilder<Answer>();
        var history = state.Histories.Of(room);
        var (after, last) = (Math.Max(0, since.Seq), history?.Last ?? 0);
        var survived = since.Epoch is null || since.Epoch == state.Epoch ? last : 0;
        if (after > survived)
        {
            after = survived;
            answers.Add(new Rewound(room, survived));
        }
        if (history is null) return answers.ToImmutable();
        if (history.First > after + 1)
        {
            answers.Add(new Missed(history.First - after - 1, room));
            after = history.First - 1;
        }
        while (after < last)
        {
            var page = history.Page(after + 1, last, MostPerPage, MostBytes, fromEnd: false);
            answers.Add(page);
            after = page.Messages[^1].Seq;
        }
        return answers.ToImmutable();
    }
}
