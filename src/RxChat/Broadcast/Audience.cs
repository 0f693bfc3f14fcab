namespace RxChat;

/// <summary>
/// Who hears what is said in one place: an observable of references for each <see cref="Outlet"/>, to which the members' senders are
/// subscribed. Subscribing and leaving take the same time however many there are.
/// </summary>
internal sealed class Audience
{
    private readonly List<Subscription>?[] _members = new List<Subscription>?[Outlet.Count];
    private List<Action>? _waiting;

    public int Count { get; private set; }

    /// <summary>Members whose senders are backed up while their clients still read.</summary>
    public int Backed { get; private set; }

    /// <summary>More than half are backed up: who publishes here is read no further for now.</summary>
    public bool IsCongested => Backed * 2 > Count;

    public bool HasListeners(int outlet) => _members[outlet] is { Count: > 0 };

    public Subscription Subscribe(Sender sender, int outlet)
    {
        var subscription = new Subscription(this, sender);
        sender.Subscriptions.Add(subscription);
        Count++;
        if (sender.CountsAsBacked) Backed++;
        Add(subscription, outlet);
        return subscription;
    }

    public void Unsubscribe(Subscription subscription)
    {
        Remove(subscription);
        subscription.Sender.Subscriptions.Remove(subscription);
        Count--;
        if (subscription.Sender.CountsAsBacked) Backed--;
    }

    /// <summary>From now on the member hears another outlet.</summary>
    public void Move(Subscription subscription, int outlet)
    {
        Remove(subscription);
        Add(subscription, outlet);
    }

    public void OnNext(int outlet, Reference reference)
    {
        if (_members[outlet] is not { } members) return;
        foreach (var subscription in members) subscription.Sender.OnNext(reference);
    }

    public void CountBacked(bool backed) => Backed += backed ? 1 : -1;

    /// <summary>Called once when it is congested no longer, or when that may have changed.</summary>
    public void WhenClear(Action resume) => (_waiting ??= []).Add(resume);

    public List<Action>? TakeWaiting()
    {
        var waiting = _waiting;
        _waiting = null;
        return waiting;
    }

    private void Add(Subscription subscription, int outlet)
    {
        var members = _members[outlet] ??= [];
        (subscription.Outlet, subscription.Index) = (outlet, members.Count);
        members.Add(subscription);
    }

    private void Remove(Subscription subscription)
    {
        var members = _members[subscription.Outlet]!;
        var last = members[^1];
        members[subscription.Index] = last;
        last.Index = subscription.Index;
        members.RemoveAt(members.Count - 1);
    }
}

/// <summary>One sender's place in one audience.</summary>
internal sealed class Subscription(Audience audience, Sender sender)
{
    public Audience Audience { get; } = audience;

    public Sender Sender { get; } = sender;

    public int Outlet { get; set; }

    public int Index { get; set; }
}
