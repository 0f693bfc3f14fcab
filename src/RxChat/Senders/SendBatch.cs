namespace RxChat;

/// <summary>Those who are sent one slice in one call of the system, if their transport has such a call.</summary>
internal sealed class SendBatch
{
    private readonly Sender[] _senders = new Sender[SendGroup.Most];
    private SendGroup? _group;
    private Slice _slice;
    private int _count;

    /// <summary>From now on it is this slice: those who were added for another one are sent that before.</summary>
    public void Begin(in Slice slice)
    {
        if (slice == _slice) return;
        Send();
        _slice = slice;
    }

    /// <summary>False when its connection has to be sent to alone.</summary>
    public bool TryAdd(Sender sender, Connection connection)
    {
        if (connection.JoinGroup() is not { } group) return false;
        _group = group;
        _senders[_count++] = sender;
        if (_count == _senders.Length) Send();
        return true;
    }

    /// <summary>Sends to all that were added and forgets them.</summary>
    public void Send()
    {
        if (_count == 0) return;
        _count = 0;
        var sent = _group!.Send(_slice.Span);
        for (var i = 0; i < sent.Length; i++) _senders[i].Took(_slice, sent[i]);
        Array.Clear(_senders, 0, sent.Length);
    }
}
