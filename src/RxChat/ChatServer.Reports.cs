namespace RxChat;

/// <summary>How it stands, and what runs it. Callable from any thread.</summary>
public sealed partial class ChatServer
{
    private const int MostPresent = 100;

    /// <summary>The connections, those first for which most waits.</summary>
    /// <param name="like">A part of the name, the address or the protocol; null is all.</param>
    /// <param name="most">How many at most: it takes time of the loop.</param>
    public async Task<IReadOnlyList<ConnectionReport>> ConnectionsAsync(string? like = null, int most = 200)
    {
        IReadOnlyList<ConnectionReport> reports = [];
        await OnLoop(() => reports =
        [
            .. Sessions.Select(session => (Session: session, Of: _chat.People.GetValueOrDefault(session.Client.Id)))
                .Where(one => one.Of?.Person.Peer is { IsVisit: false } && IsLike(one.Of.Person, like))
                .OrderByDescending(one => one.Session.Client.Waiting).ThenBy(one => one.Session.Client.Id)
                .Take(most).Select(one => ReportOf(one.Session.Client, one.Of!)),
        ]).ConfigureAwait(false);
        return reports;
    }

    /// <summary>The rooms somebody is in, the largest first.</summary>
    /// <param name="like">A part of the name; null is all.</param>
    /// <param name="most">How many at most.</param>
    public async Task<IReadOnlyList<RoomReport>> RoomsAsync(string? like = null, int most = 200)
    {
        IReadOnlyList<RoomReport> reports = [];
        await OnLoop(() => reports =
        [
            .. _chat.Rooms.Values.Where(room => like is null || Has(room.Name, like))
                .OrderByDescending(room => room.Members).ThenBy(room => room.Name, Names.Comparer).Take(most)
                .Select(room => (Room: room, History: _chat.Histories.Of(room.Name)))
                .Select(one => new RoomReport(
                    one.Room.Name, one.Room.Members, one.History?.Last ?? 0, one.History?.Topic ?? "",
                    _chat.Rules.GetValueOrDefault(one.Room.Name) is { IsPrivate: true })),
        ]).ConfigureAwait(false);
        return reports;
    }

    /// <summary>Disconnects one connection of a person, who is told why.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="reason">Why.</param>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DisconnectAsync(long connection, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        var found = false;
        await OnLoop(() =>
        {
            found = _chat.People.ContainsKey(connection);
            if (found) _program.OnNext(new Disconnect(connection, new Filtered(Text.Clean(reason))));
        }).ConfigureAwait(false);
        return found;
    }

    /// <summary>What became of the last messages that something names, the latest first; see
    /// <see cref="ChatServerOptions.Traces"/>.</summary>
    /// <param name="of">An id, a key or a ref of a client's own, a room and a number as in <c>tea/7</c>, or who said
    /// it.</param>
    /// <param name="most">How many at most.</param>
    public async Task<IReadOnlyList<Trace>> TraceAsync(string of, int most = 10)
    {
        ArgumentNullException.ThrowIfNull(of);
        IReadOnlyList<Trace> found = [];
        await OnLoop(() => found = [.. _traces.Find(of, most, Present)]).ConfigureAwait(false);
        return found;
    }

    /// <summary>Says something in every room there is; see <see cref="SayAsync"/>.</summary>
    /// <param name="text">What.</param>
    /// <param name="from">Under which name.</param>
    /// <returns>In how many.</returns>
    public async Task<int> SayEverywhereAsync(string text, string from = Names.Server)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rooms = 0;
        await OnLoop(() =>
        {
            foreach (var room in _chat.Rooms.Keys.ToArray())
            {
                rooms++;
                _program.OnNext(new ChatMessage(from, room, text, _scheduler.Now));
            }
        }).ConfigureAwait(false);
        return rooms;
    }

    // Who was there when it was said, and still is.
    private string[] Present(string name, long seq) => !_chat.Rooms.TryGetValue(name, out var room) ? []
        : [.. room.Seats.Items.Where(seat => seat.After < seq)
            .Select(seat => $"{seat.Presence.Person.Name} ({seat.Presence.Person.Id})").Take(MostPresent)];

    private static ConnectionReport ReportOf(Recipient client, Presence of) => new(
        client.Id, of.Person.Name, of.Person.Account, of.Person.Peer!.Protocol, of.Person.Peer.Host, [.. of.Rooms],
        client.Waiting, client.IsBlocked, client.IsFrozen);

    private static bool IsLike(Person person, string? like) => like is null || Has(person.Name, like)
        || Has(person.Peer!.Protocol, like) || (person.Peer.Host is { } host && Has(host, like));

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
