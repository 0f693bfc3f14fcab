namespace RxChat;

/// <summary>Those who are sent one reference in one call of the system, if their transport has such a call.</summary>
internal sealed class SendBatch
{
    private readonly Sender[] _senders = new Sender[SendGroup.Most];
    private SendGroup? _group;
    private int _count;

    public bool IsFull => _count == _senders.Length;

    /// <summary>False when its connection has to be sent to alone. There is room while it is not full.</summary>
    public bool TryAdd(Sender sender, Connection connection)
    {
        if (connection.JoinGroup() is not { } group) return false;
        _group = group;
        _senders[_count++] = sender;
        return true;
    }

    /// <summary>Sends to all that were added and forgets them.</summary>
    public void Send(Reference value)
    {
        if (_count == 0) return;
        _count = 0;
        var sent = _group!.Send(value.Span);
        for (var i = 0; i < sent.Length; i++) _senders[i].Took(value, sent[i]);
        Array.Clear(_senders, 0, sent.Length);
    }
}
