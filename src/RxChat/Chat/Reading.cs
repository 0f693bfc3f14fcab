namespace RxChat;

/// <summary>Up to where people have read. Pure; changes nothing.</summary>
internal static class Reading
{
    /// <summary>What is counted: more are as many.</summary>
    private const int Most = 100;

    /// <summary>Characters in which mentions are looked for, of all rooms together.</summary>
    private const int MostText = 512 * 1024;

    public static Decision Mark(ChatState state, Presence by, string room, long? seq)
    {
        if (by.Holder.Account is not { } account) return new NotLoggedIn();
        var last = state.Histories.Of(room)?.Last ?? 0;
        var upTo = Math.Min(seq ?? last, last);
        return upTo <= ReadOf(account, room) ? default(Decision) : new Decision(
            new HasRead(by.Person, room, upTo),
            Effect: new KeepWithAccount(by.Person.Id, account.Id, Read: new ReadMark(room, upTo)));
    }

    /// <summary>What somebody has not read, in the rooms they are in and of those who said something to them.</summary>
    public static Decision Unread(ChatState state, Presence by, ChatServerOptions limits)
    {
        if (by.Holder.Account is not { } account) return new NotLoggedIn();
        var threads = state.Threads.TryGetValue(account.Id, out var own) ? own : [];
        var left = MostText;
        return new UnreadList(
        [
            .. by.Rooms.Select(room =>
                UnreadIn(state, by.Person, account, room, Moderating.ReadableFrom(state, by, room, limits), ref left)),
            .. threads.Select(room => UnreadIn(state, by.Person, account, room, 1, ref left)),
        ]);
    }

    private static Unread UnreadIn(
        ChatState state, Person person, Account account, string room, long readable, ref int left)
    {
        var (read, messages, mentions) = (ReadOf(account, room), 0, 0);
        var history = state.Histories.Of(room);
        var first = Math.Max(read + 1, readable);
        // What is in the file alone is counted by its numbers.
        if (history?.First > first)
        {
            messages = state.Histories.IsBacked ? (int)Math.Min(Most, history.First - first) : 0;
            first = history.First;
        }
        for (var seq = first; seq <= history?.Last && messages < Most; seq++)
        {
            if (history.Read(seq) is not Said { IsRemoved: false, Message: var message }
                || message.Sender?.Identity == person.Identity) continue;
            messages++;
            left -= message.Text.Length;
            if (left >= 0 && Words.Has(message.Text, person.Name)) mentions++;
        }
        var shown = DirectThread.TryParse(room, out var thread) ? thread.ShownTo(person.Identity) : room;
        return new Unread(shown, read, history?.Last ?? 0, messages, mentions);
    }

    private static long ReadOf(Account account, string room)
    {
        foreach (var mark in account.Reads)
        {
            if (Names.Comparer.Equals(mark.Room, room)) return mark.Seq;
        }
        return 0;
    }
}
