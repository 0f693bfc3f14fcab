namespace RxChat;

/// <summary>
/// The messages that a pipeline has taken, and of which it has neither put anything out nor told an outcome: those it
/// holds back, and those it dropped without a word, which nobody can tell apart.
/// </summary>
internal sealed class Waiting
{
    /// <summary>The most that are remembered; of more the first are forgotten.</summary>
    public const int Most = 1000;

    private Dictionary<long, ChatMessage>? _messages;
    private ChatMessage? _current;
    private long _last;
    private long _first = 1;

    /// <summary>A message is going in.</summary>
    public void Begin(ChatMessage message)
    {
        message.Ticket = ++_last;
        _current = message;
    }

    /// <summary>What went in has come out, or not: mostly there is nothing to remember.</summary>
    public void End()
    {
        if (_current is not { } message) return;
        _current = null;
        _messages ??= [];
        _messages[message.Ticket] = message;
        while (_messages.Count > Most) _messages.Remove(_first++);
    }

    /// <summary>What went in is forgotten, if nothing came of it.</summary>
    public bool TryTakeBack()
    {
        var isUnsettled = _current is not null;
        _current = null;
        return isUnsettled;
    }

    /// <summary>Something became of a message, or of one that was made of it.</summary>
    public void Settle(ChatMessage message)
    {
        if (_current?.Ticket == message.Ticket) _current = null;
        else _messages?.Remove(message.Ticket);
    }

    /// <summary>All of them, in the order in which they came; none are remembered then.</summary>
    public List<ChatMessage> TakeAll()
    {
        if (_messages is null && _current is null) return [];
        var all = _messages is null ? [] : new List<ChatMessage>(_messages.Values);
        all.Sort(static (one, other) => one.Ticket.CompareTo(other.Ticket));
        if (_current is not null) all.Add(_current);
        (_messages, _current) = (null, null);
        return all;
    }
}
