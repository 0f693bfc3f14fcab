namespace RxChat.Server.Tests;

/// <summary>
/// The one order of a room's messages: whoever is first to get that far says what comes
/// next, and everybody else has to agree.
/// </summary>
internal sealed class CheckerOrder
{
    private readonly List<long> _messages = [];
    private readonly Dictionary<long, int> _positions = [];

    public int Count => _messages.Count;

    /// <summary>Whether a message may stand there.</summary>
    public bool Agrees(int position, long message)
    {
        if (position < _messages.Count) return _messages[position] == message;
        _messages.Add(message);
        return _positions.TryAdd(message, position);
    }

    public int? PositionOf(long message) => _positions.TryGetValue(message, out var position) ? position : null;
}
