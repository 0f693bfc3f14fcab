using System.Collections.Immutable;

namespace RxChat;

/// <summary>Who is told of which query. What becomes of them is <see cref="LiveQueries"/>.</summary>
internal static class Querying
{
    /// <summary>Those of one connection, different ones that were first asked from one address, and of all.</summary>
    public const int MostOfOne = 16, MostOfAddress = 100, Most = 500;

    /// <summary>A query, by who may come into each of its rooms. Pure; changes nothing.</summary>
    /// <param name="state">Of the chat.</param>
    /// <param name="by">Who.</param>
    /// <param name="asked">What.</param>
    /// <param name="limits">Those in force.</param>
    /// <param name="now">Bans expire, and windows begin.</param>
    /// <param name="pages">What was read of what is not in memory; default was not looked for.</param>
    public static Decision Ask(
        ChatState state, Presence by, AskQuery asked, ChatServerOptions limits, DateTimeOffset now,
        ImmutableArray<HistoryPage> pages = default)
    {
        if (!QueryParser.TryParse(asked.Text, out var query, out var bad)) return bad;
        var rooms = new List<SeededRoom>();
        foreach (var room in query.Rooms)
        {
            if (Entering.WhyNotEnter(state, by, room, limits, now, out var name) is { } refusal) return refusal;
            rooms.Add(new SeededRoom(
                name, state.Histories.Of(name), Moderating.ReadableFrom(state, by, name, limits)));
        }
        var (text, seededFrom) = ($"{query}", query.SeedFrom(now));
        // With the spaces that all write it with, by which it is read again.
        if (text.Length > QueryParser.MostText)
            return new BadQuery($"written out, a query has at most {QueryParser.MostText} characters", 1);
        // A window may be over and not told yet; of a silence it is told since when, however long ago.
        var key = KeyOf(text, seededFrom is not { } since ? []
            : rooms.Where(room => room.Hides(query.End.Verb == QueryVerb.Quiet
                ? DateTimeOffset.MinValue : Windows.Before(since, query.End.Per))));
        var standing = state.Queries.Of(key);
        var has = standing?.People.Contains(by) == true;
        if (!has && by.Queries.Count >= MostOfOne) return new TooManyQueries(MostOfOne);
        if (standing is null && state.Queries.Count >= Most) return new TooManyQueries(Most);
        if (standing is null && state.Queries.CountOf(by.Person.Peer) >= MostOfAddress)
            return new TooManyQueries(MostOfAddress);
        var isLast = query.End.Verb == QueryVerb.Last;
        var seed = new Seed([], now);
        if ((isLast ? DateTimeOffset.MinValue : standing is null ? seededFrom : null) is { } from)
        {
            if (pages.IsDefault && state.Histories.IsBacked
                && Seeding.Missing(rooms, from) is { Length: > 0 } missing) return new ReadSeed(asked, missing);
            seed = Seeding.Of(rooms, pages, from, now, isLast ? query : null);
        }
        var id = standing?.Id ?? state.Queries.Last + 1;
        var queried = new Queried(id, text);
        return new Decision(
            // Also to who has it: who asks again is told again what was last.
            new QueryBegun(
                by.Person, id, standing?.Text ?? text, key, isLast ? [] : seed.Said, seed.Since),
            Resumed: isLast && seed.Said.Length > 0
                ? [queried, new ResultMessages(id, now, seed.Said)]
                : [queried]);
    }

    public static Decision End(Presence by, long query) =>
        Find(by, query) is null ? new NoSuchQuery(query) : new QueryEnded(by.Person, query);

    /// <summary>The queries that somebody may not have any more as who they are now.</summary>
    public static IEnumerable<Entry> Ending(Presence by, Person person, Func<string, Refusal?> whyNotIn)
    {
        for (var i = 0; i < by.Queries.Count; i++)
        {
            if (by.Queries[i].Rooms.Select(whyNotIn).FirstOrDefault(why => why is not null) is { } reason)
                yield return new QueryEnded(person, by.Queries[i].Id, reason);
        }
    }

    public static void Apply(ChatState state, QueryBegun begun, IObserver<ChatEvent> output)
    {
        var (query, by) = (state.Queries.Begin(begun), state.People[begun.Person.Id]);
        if (query.People.Add(by)) by.Queries.Add(query);
        output.OnNext(new ChatEvent(begun, Audience.One(begun.Person.Id)));
    }

    public static void Apply(ChatState state, QueryEnded ended, IObserver<ChatEvent> output)
    {
        var by = state.People[ended.Person.Id];
        if (Find(by, ended.Id) is not { } query) return;
        output.OnNext(new ChatEvent(ended, Audience.One(ended.Person.Id)));
        Leave(state, by, query, output);
    }

    /// <summary>A connection is gone, and is told nothing of its queries any more.</summary>
    public static void LeaveAll(ChatState state, Presence by, IObserver<ChatEvent> output)
    {
        while (by.Queries.Last is { } query) Leave(state, by, query, output);
    }

    /// <summary>Something else stands in a room: who may not come into it now is told no more of it.</summary>
    public static void LookAgain(ChatState state, Moderated act, IObserver<ChatEvent> output)
    {
        if (state.Queries.Count == 0) return;
        foreach (var query in state.Queries.All.ToArray())
        {
            if (!query.Rooms.Contains(act.Room, Names.Comparer)) continue;
            foreach (var by in query.People.ToArray())
            {
                Refusal? reason = act.Act == ModerationAct.Kick && act.IsOf(by.Person)
                    && !Moderating.Spares(state, act, by.Person)
                    ? new Kicked(act.Room, act.Reason)
                    : Moderating.WhyNotEnter(state, by.Person, act.Room, act.At);
                if (reason is not null) Apply(state, new QueryEnded(by.Person, query.Id, reason), output);
            }
        }
    }

    private static void Leave(ChatState state, Presence by, StandingQuery query, IObserver<ChatEvent> output)
    {
        by.Queries.Remove(query);
        query.People.Remove(by);
        if (query.People.Count > 0) return;
        state.Queries.Close(query);
        output.OnNext(new ChatEvent(new QueryClosed(query.Id), Audience.In(QueryBegun.PlaceOf(query.Id))));
    }

    private static StandingQuery? Find(Presence by, long query)
    {
        for (var i = 0; i < by.Queries.Count; i++)
        {
            if (by.Queries[i].Id == query) return by.Queries[i];
        }
        return null;
    }

    // Of what was said before one could read it, one is not told by what others ask.
    private static string KeyOf(string text, IEnumerable<SeededRoom> hiding) => string.Join('/',
        hiding.Select(room => $"{room.Name} {room.Readable}").Order(Names.Comparer).Prepend(text).Select(Names.KeyOf));
}
