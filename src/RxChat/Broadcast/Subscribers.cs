namespace RxChat;

/// <summary>
/// Who hears what is said in one place: an observable of slices for each outlet, to which the clients' senders are
/// subscribed. Subscribing and leaving take the same time however many there are.
/// </summary>
internal sealed class Subscribers
{
    private Slots<Membership>?[] _byOutlet = [];
    private List<Action>? _waiting;
    private int _slowing;
    private int _frozen;

    /// <summary>The room it is; null is everyone.</summary>
    public string? Room { get; init; }

    /// <summary>Of all places, from 1.</summary>
    public int Number { get; init; }

    public int Count { get; private set; }

    /// <summary>Those who do not want to hear everything.</summary>
    public List<Membership> Choosy { get; } = [];

    /// <summary>Whether more than half of those who read are blocked: who publishes here is read no further for now.
    /// The frozen do not count, on either side.</summary>
    public bool IsCongested => _slowing * 2 > Count - _frozen;

    /// <summary>How many hear an outlet.</summary>
    public int CountOn(Outlet outlet) =>
        outlet.Index < _byOutlet.Length ? _byOutlet[outlet.Index]?.Count ?? 0 : 0;

    public bool HasAny(Outlet outlet) => outlet.Index < _byOutlet.Length && _byOutlet[outlet.Index] is { Count: > 0 };

    public void Subscribe(Recipient client, Outlet outlet)
    {
        var membership = new Membership(this, client);
        client.Memberships.Add(membership);
        if (client.Conversation.IsChoosy) Choosy.Add(membership);
        Count++;
        CountState(client.IsBlocked, client.IsFrozen, 1);
        Add(membership, outlet);
    }

    public void Unsubscribe(Membership membership)
    {
        _byOutlet[membership.Outlet.Index]!.Remove(membership);
        membership.Client.Memberships.Remove(membership);
        Choosy.Remove(membership);
        Count--;
        CountState(membership.Client.IsBlocked, membership.Client.IsFrozen, -1);
    }

    /// <summary>From now on the client hears another outlet.</summary>
    public void Move(Membership membership, Outlet outlet)
    {
        if (membership.Outlet == outlet) return;
        _byOutlet[membership.Outlet.Index]!.Remove(membership);
        Add(membership, outlet);
    }

    public void OnNext(Outlet outlet, in Slice slice)
    {
        if (!HasAny(outlet)) return;
        foreach (var membership in _byOutlet[outlet.Index]!) membership.Client.OnNext(slice);
    }

    /// <summary>
    /// As <see cref="OnNext(Outlet, in Slice)"/>, but each client is spared the parts that are not for it.
    /// </summary>
    public void OnNext(Outlet outlet, in Slice slice, List<Hole> holes)
    {
        if (!HasAny(outlet)) return;
        foreach (var membership in _byOutlet[outlet.Index]!)
        {
            var start = slice.Offset;
            foreach (var hole in holes)
            {
                if (hole.Client != membership.Client.Id || hole.Outlet != outlet) continue;
                if (hole.Start > start) membership.Client.OnNext(slice.Between(start, hole.Start));
                start = hole.End;
            }
            if (start < slice.End) membership.Client.OnNext(slice.Between(start, slice.End));
        }
    }

    /// <summary>Counts a member in one state more, or less.</summary>
    public void CountState(bool isBlocked, bool isFrozen, int one)
    {
        if (isFrozen) _frozen += one;
        else if (isBlocked) _slowing += one;
    }

    /// <summary>
    /// Calls back once, on the loop, later, when it is congested no longer or when that may have changed.
    /// </summary>
    public void WhenClear(Action resume) => (_waiting ??= []).Add(resume);

    public List<Action>? TakeWaiting()
    {
        var waiting = _waiting;
        _waiting = null;
        return waiting;
    }

    private void Add(Membership membership, Outlet outlet)
    {
        if (outlet.Index >= _byOutlet.Length) Array.Resize(ref _byOutlet, outlet.Index + 1);
        membership.Outlet = outlet;
        (_byOutlet[outlet.Index] ??= new()).Add(membership);
    }
}

/// <summary>One client's membership to one place, in one encoding.</summary>
internal sealed class Membership(Subscribers to, Recipient client) : ISlotted
{
    public Subscribers To { get; } = to;

    public Recipient Client { get; } = client;

    public Outlet Outlet { get; set; } = null!;

    public int Slot { get; set; }
}

/// <summary>A part of a run, in one outlet's log, that one client is not to hear.</summary>
internal readonly record struct Hole(long Client, Outlet Outlet, int Start, int End);
