namespace RxChat;

/// <summary>What it holds on to, for tests that show that nothing is kept of who left.</summary>
public sealed partial class ChatServer
{
    /// <summary>Of those who are connected.</summary>
    internal (int Connections, int Clients, int Senders, int Blocked) Kept =>
        (_open.Count, _admission.Count, _broadcast.Clients, _senders.BlockedCount);

    /// <summary>The parties of which the door remembers something.</summary>
    internal int Parties => _admission.Parties;

    /// <summary>The commands that wait for an answer.</summary>
    internal int OpenRefs => _refs.Count;

    /// <summary>The different queries that somebody has.</summary>
    internal int Queries => _chat.Queries.Count;

    /// <summary>Bytes of memory that hold what waits for the blocked, as they are counted.</summary>
    internal long SendMemory => _senders.Memory.Used;

    internal IEnumerable<Sender> Senders => Sessions.Select(session => session.Client);

    internal Sender? SenderOf(long id) => Sessions.FirstOrDefault(session => session.Client.Id == id)?.Client;
}
