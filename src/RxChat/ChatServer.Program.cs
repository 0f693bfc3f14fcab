namespace RxChat;

/// <summary>What the program that embeds the server says and does. Callable from any thread.</summary>
public sealed partial class ChatServer
{
    /// <summary>
    /// Says something in a room, if anybody is there to hear it: it passes the filter for everyone, and is cut to
    /// <see cref="ChatServerOptions.MaxFrame"/>. The task completes when that has happened; after a stop nothing does.
    /// </summary>
    /// <param name="room">Where.</param>
    /// <param name="text">What; control characters become U+FFFD.</param>
    /// <param name="from">Under which name, nobody's; what cannot be in a name becomes '_'.</param>
    public Task SayAsync(string room, string text, string from = Names.Server)
    {
        ArgumentNullException.ThrowIfNull(room);
        return OnLoop(() => _program.OnNext(new ChatMessage(from, room, text, _scheduler.Now)));
    }

    /// <summary>Disconnects a person, who is told why.</summary>
    /// <param name="name">Who, whatever the case.</param>
    /// <param name="reason">Why.</param>
    /// <returns>Whether there was somebody of this name.</returns>
    public async Task<bool> KickAsync(string name, string reason)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        var found = false;
        await OnLoop(() =>
        {
            if (_chat.Find(name) is not { } holder) return;
            found = true;
            for (var i = holder.Connections.Count - 1; i >= 0; i--)
            {
                _program.OnNext(
                    new Disconnect(holder.Connections[i].Person.Id, new Filtered(Text.Clean(reason))));
            }
        }).ConfigureAwait(false);
        return found;
    }

    /// <summary>Who is in a room, or in the chat, as it is between two commands.</summary>
    /// <param name="room">Which; null is everybody, be they in no room.</param>
    public async Task<IReadOnlyList<Person>> WhoAsync(string? room = null)
    {
        IReadOnlyList<Person> people = [];
        await OnLoop(() => people = room is null ? [.. _chat.ByName.Values.Select(one => one.Person)]
            : _chat.Rooms.TryGetValue(room, out var found) ? [.. found.Seats.Items
                .Where(seat => seat.Presence.Holder.SeatIn(found) == seat).Select(seat => seat.Presence.Person)]
            : []).ConfigureAwait(false);
        return people;
    }
}
