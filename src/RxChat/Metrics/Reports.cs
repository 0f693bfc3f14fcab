namespace RxChat;

/// <summary>A connection as it is between two turns, for whoever runs the server.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="Name">What its person is called.</param>
/// <param name="Account">Whose account they have; null is a guest.</param>
/// <param name="Protocol">What it speaks.</param>
/// <param name="Host">Its address without a port; null where addresses are hidden, or there is none.</param>
/// <param name="Rooms">The rooms it is in.</param>
/// <param name="Queued">Bytes that wait for it.</param>
/// <param name="IsBlocked">Whether its socket takes nothing now.</param>
/// <param name="IsFrozen">Whether it has taken nearly nothing for seconds.</param>
public sealed record ConnectionReport(
    long Id, string Name, string? Account, string Protocol, string? Host, IReadOnlyList<string> Rooms, long Queued,
    bool IsBlocked, bool IsFrozen);

/// <summary>A room as it is between two turns.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Members">How many are there.</param>
/// <param name="Last">The number of what was said last.</param>
/// <param name="Topic">What it is about; empty is nothing.</param>
/// <param name="IsPrivate">Whether one has to be a member.</param>
public sealed record RoomReport(string Room, int Members, long Last, string Topic, bool IsPrivate);
