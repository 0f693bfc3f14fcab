using System.Reactive.Disposables;

namespace RxChat;

/// <summary>Who can be sent to: a sender, its side of a protocol, and the places it is in.</summary>
internal sealed class Recipient(
    long id, Connection connection, Conversation conversation, SenderSet senders, Overflow? overflow = null)
    : Sender(connection, conversation.Protocol.Encoding, senders, overflow)
{
    private Few<Membership> _memberships;

    public long Id { get; } = id;

    public Conversation Conversation { get; } = conversation;

    /// <summary>Its places, in the order it took them; the first is among everyone.</summary>
    public ref Few<Membership> Memberships => ref _memberships;

    public Membership? MembershipIn(Subscribers place)
    {
        for (var i = 0; i < _memberships.Count; i++)
        {
            if (_memberships[i].To == place) return _memberships[i];
        }
        return null;
    }

    protected override byte[] LastBytes => Conversation.LastBytes;

    protected override void Leaving() => Conversation.Leaves();

    protected override void OnOverflow(bool drops) => Traced(drops
        ? "was too far behind: some of what waited was left out, and it was told of how many messages"
        : "was too far behind: what waited was dropped, and it was disconnected");

    private void Traced(string how) => Traces?.Ended(Id, how);

    protected override void OnStateChanged(bool wasBlocked, bool wasFrozen)
    {
        if (wasBlocked && !IsBlocked) Traced(IsCompleting ? "is gone before it took it" : "has taken it");
        for (var i = 0; i < _memberships.Count; i++)
        {
            var place = _memberships[i].To;
            place.CountState(wasBlocked, wasFrozen, -1);
            place.CountState(IsBlocked, IsFrozen, 1);
            ResumeIfClear(place);
        }
    }

    /// <summary>Lets those go on who waited for a place that is congested no longer. On a turn of its own: this may be
    /// called while slices are handed out.</summary>
    public void ResumeIfClear(Subscribers place)
    {
        if (place.IsCongested || place.TakeWaiting() is not { } waiting) return;
        foreach (var resume in waiting)
            Scheduler.Schedule(resume, static (_, resume) => { resume(); return Disposable.Empty; });
    }
}
