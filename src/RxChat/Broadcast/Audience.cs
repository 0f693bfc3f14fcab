namespace RxChat;

/// <summary>
/// Who hears what is said in one place: an observable of references for each <see cref="Outlet"/>, to which the members' senders are
/// subscribed. Subscribing and leaving take the same time however many there are.
/// </summary>
internal sealed class Audience
{
    private readonly List<Membership>?[] _members = new List<Membership>?[Outlet.Count];
    private List<Action>? _waiting;

    public int Count { get; private set; }

    /// <summary>Members whose senders are backed up while their clients still read.</summary>
    public int Backed { get; private set; }

    /// <summary>More than half are backed up: who publishes here is read no further for now.</summary>
    public bool IsCongested => Backed * 2 > Count;

    public bool HasListeners(int outlet) => _members[outlet] is { Count: > 0 };

    public Membership Subscribe(Sender sender, int outlet)
    {
        var membership = new Membership(this, sender);
        sender.Memberships.Add(membership);
        Count++;
        if (sender.CountsAsBacked) Backed++;
        Add(membership, outlet);
        return membership;
    }

    public void Unsubscribe(Membership membership)
    {
        Remove(membership);
        membership.Sender.Memberships.Remove(membership);
        Count--;
        if (membership.Sender.CountsAsBacked) Backed--;
    }

    public Membership? MembershipOf(Sender sender)
    {
        for (var i = 0; i < sender.Memberships.Count; i++)
        {
            if (sender.Memberships[i].Audience == this) return sender.Memberships[i];
        }
        return null;
    }

    /// <summary>From now on the member hears another outlet.</summary>
    public void Move(Membership membership, int outlet)
    {
        Remove(membership);
        Add(membership, outlet);
    }

    public void OnNext(int outlet, Reference reference)
    {
        if (_members[outlet] is not { } members) return;
        foreach (var membership in members) membership.Sender.OnNext(reference);
    }

    /// <summary>As <see cref="OnNext"/>, and each member is sent to at once.</summary>
    public void Send(int outlet, Reference reference, SendBatch batch)
    {
        if (_members[outlet] is not { } members) return;
        foreach (var membership in members)
        {
            membership.Sender.Send(reference, batch);
            if (batch.IsFull) batch.Send(reference);
        }
        batch.Send(reference);
    }

    public void CountBacked(bool backed) => Backed += backed ? 1 : -1;

    /// <summary>Calls back once, on the loop, later, when it is congested no longer or when that may have changed.</summary>
    public void WhenClear(Action resume) => (_waiting ??= []).Add(resume);

    public List<Action>? TakeWaiting()
    {
        var waiting = _waiting;
        _waiting = null;
        return waiting;
    }

    private void Add(Membership membership, int outlet)
    {
        var members = _members[outlet] ??= [];
        (membership.Outlet, membership.Index) = (outlet, members.Count);
        members.Add(membership);
    }

    private void Remove(Membership membership)
    {
        var members = _members[membership.Outlet]!;
        var last = members[^1];
        members[membership.Index] = last;
        last.Index = membership.Index;
        members.RemoveAt(members.Count - 1);
    }
}

/// <summary>One sender's place in one audience.</summary>
internal sealed class Membership(Audience audience, Sender sender)
{
    public Audience Audience { get; } = audience;

    public Sender Sender { get; } = sender;

    public int Outlet { get; set; }

    public int Index { get; set; }
}
