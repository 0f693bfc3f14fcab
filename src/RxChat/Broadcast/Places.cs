namespace RxChat;

/// <summary>
/// Who is where: the clients, and the places in which something can be said, as the events have told.
/// </summary>
internal sealed class Places(Outlets outlets)
{
    private readonly Dictionary<long, Recipient> _clients = [];
    private readonly Dictionary<string, Subscribers> _rooms = new(Names.Comparer);
    private readonly Subscribers _everyone = new();
    private int _lastNumber;

    public int Clients => _everyone.Count;

    public Recipient? Client(long id) => _clients.GetValueOrDefault(id);

    public Subscribers? In(string room) => _rooms.GetValueOrDefault(room);

    /// <summary>Null where nobody is.</summary>
    public Subscribers? Of(in Audience audience) => audience.Room is null ? _everyone : In(audience.Room);

    public void Expect(Recipient client) => _clients.Add(client.Id, client);

    /// <summary>Takes note of what an event that is for one client tells of it.</summary>
    public void Follow(EventBody told, Recipient client)
    {
        switch (told)
        {
            case Arrived:
                _everyone.Subscribe(client, outlets.Of(client.Conversation.Protocol.Encoding));
                break;
            case Joined joined:
                Enter(client, joined.Room);
                break;
            case Left left:
                Exit(client, left.Room);
                break;
            case QueryBegun begun:
                var results = QueryBegun.PlaceOf(begun.Id);
                // Who has asked it before is where one hears of it.
                if (In(results) is not { } place || client.MembershipIn(place) is null) Enter(client, results);
                break;
            case QueryEnded ended:
                Exit(client, QueryBegun.PlaceOf(ended.Id));
                break;
            case OverflowChosen chosen:
                client.Choose(chosen.Policy);
                return;
            case Departed:
                Forget(client);
                return;
            case LoggedIn or LoggedOut or Ignored:
                Choose(client);
                break;
        }
        Move(client);
    }

    private void Enter(Recipient client, string room)
    {
        if (!_rooms.TryGetValue(room, out var place)) _rooms[room] = place = NewPlace(room);
        place.Subscribe(client, outlets.Of(client.Conversation.EncodingIn(room)));
        client.ResumeIfClear(place);
    }

    private Subscribers NewPlace(string room) => new() { Room = room, Number = ++_lastNumber };

    private void Exit(Recipient client, string room)
    {
        if (In(room) is not { } place || client.MembershipIn(place) is not { } membership) return;
        Leave(membership);
        if (place.Count == 0) _rooms.Remove(room);
    }

    private static void Choose(Recipient client)
    {
        for (var i = 0; i < client.Memberships.Count; i++)
        {
            var membership = client.Memberships[i];
            membership.To.Choosy.Remove(membership);
            if (client.Conversation.IsChoosy) membership.To.Choosy.Add(membership);
        }
    }

    // A client that heard something may hear its places in other encodings from now on.
    private void Move(Recipient client)
    {
        for (var i = 0; i < client.Memberships.Count; i++)
        {
            var membership = client.Memberships[i];
            if (membership.To.Room is { } room)
                membership.To.Move(membership, outlets.Of(client.Conversation.EncodingIn(room)));
        }
    }

    /// <summary>Takes a client away from everywhere, and ends it.</summary>
    public void Forget(Recipient client)
    {
        _clients.Remove(client.Id);
        while (client.Memberships.Last is { } membership)
        {
            Leave(membership);
            if (membership.To is { Count: 0, Room: { } room }) _rooms.Remove(room);
        }
        client.OnCompleted();
    }

    private static void Leave(Membership membership)
    {
        membership.To.Unsubscribe(membership);
        membership.Client.ResumeIfClear(membership.To);
    }
}
