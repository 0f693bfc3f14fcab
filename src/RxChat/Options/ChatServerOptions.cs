using System.Collections.Immutable;
using System.Net;

namespace RxChat;

/// <summary>The limits and choices of a server. Immutable; the defaults suit a public server.</summary>
public sealed record ChatServerOptions
{
    /// <summary>
    /// The most bytes a client's message may hold on the wire, without its delimiter; at most 256 MiB.
    /// </summary>
    public int MaxFrame { get; init; } = 65536;

    /// <summary>The most characters of a name; at most 120.</summary>
    public int MaxName { get; init; } = 32;

    /// <summary>The most characters of a room's name; at most 120.</summary>
    public int MaxRoom { get; init; } = 64;

    /// <summary>The most rooms one client may be in.</summary>
    public int MaxRoomsPerClient { get; init; } = 100;

    /// <summary>The most connections at a time; one more is told so and closed.</summary>
    public int MaxConnections { get; init; } = 20000;

    /// <summary>The most connections of one address, or of IPv6 one /64, at a time; null is 64, and no limit for
    /// loopback peers.</summary>
    public int? MaxConnectionsPerAddress { get; init; }

    /// <summary>Connections that may begin in a second from one address, or of IPv6 one /64, after as many at once as
    /// may be open. Null is 20, and no limit for loopback peers; 0 is none.</summary>
    public int? ConnectRate { get; init; }

    /// <summary>Networks that may not connect.</summary>
    public IReadOnlyList<IPNetwork> Denied { get; init; } = [];

    /// <summary>Networks of proxies that begin each connection with a header of the PROXY protocol, which says whose it
    /// is; without one they are refused. Who has no address is in them as 127.0.0.1.</summary>
    public IReadOnlyList<IPNetwork> ProxyFrom { get; init; } = [];

    /// <summary>Networks of proxies that are believed when a request of HTTP says by <c>X-Forwarded-For</c> whose it
    /// is. Who has no address is in them as 127.0.0.1.</summary>
    public IReadOnlyList<IPNetwork> ForwardedFrom { get; init; } = [];

    /// <summary>Whether others are told who comes into the lobby and leaves it; who is there can be asked anyway.
    /// </summary>
    public bool LobbyNotices { get; init; } = true;

    /// <summary>
    /// The most bytes that may wait for one client; what then happens is <see cref="Overflow"/>. At least
    /// <see cref="MaxFrame"/> + 1024.
    /// </summary>
    public int Backlog { get; init; } = 1024 * 1024;

    /// <summary>Of how many of the last messages is kept what became of them, stage by stage; 0 is none.</summary>
    public int Traces { get; init; } = 1000;

    /// <summary>
    /// What happens to a client for which more waits than <see cref="Backlog"/>, where neither it nor the room nor its
    /// endpoint says otherwise.
    /// </summary>
    public Overflow Overflow { get; init; } = Overflow.Disconnect;

    /// <summary>What becomes of what is said in a room, for clients that have not chosen themselves.</summary>
    public IReadOnlyDictionary<string, Overflow> RoomOverflow { get; init; } =
        ImmutableDictionary<string, Overflow>.Empty;

    /// <summary>
    /// The most bytes of memory that hold what waits for all clients whose sockets are full. Beyond it those who take
    /// nothing, and for whom most waits, are treated as if <see cref="Backlog"/> were passed. At least 1 MiB; never
    /// less than twice <see cref="Backlog"/>.
    /// </summary>
    public int SendMemory { get; init; } = 256 * 1024 * 1024;

    /// <summary>
    /// Commands per second of one client, bursts of as many allowed; excess waits unread. Null is 50, and no limit for
    /// loopback peers; 0 is none.
    /// </summary>
    public int? Rate { get; init; }

    /// <summary>A client that sent nothing since it connected is closed after this; zero is never.</summary>
    public TimeSpan FirstByte { get; init; }

    /// <summary>A client that sent nothing for so long is closed; zero is never.</summary>
    public TimeSpan Idle { get; init; }

    /// <summary>How long a stop, or the closing of one connection, waits for bytes to be taken.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Guests are <c>guest-n</c> on every protocol; nobody sees an address.</summary>
    public bool HideAddresses { get; init; }

    /// <summary>How broadcasts are spaced.</summary>
    public Pacing Pacing { get; init; } = Pacing.Default;

    /// <summary>What the server's own loop stands on.</summary>
    public EngineKind Engine { get; init; } = EngineKind.Auto;

    /// <summary>
    /// Applied to each client's messages before they meet the others'; its state dies with the client. Null passes all.
    /// </summary>
    public MessageFilter? FilterPerClient { get; init; }

    /// <summary>Applied to all messages in their final order. Null passes all.</summary>
    public MessageFilter? FilterForEveryone { get; init; }

    /// <summary>How long one's own messages can be edited and removed; zero is never.</summary>
    public TimeSpan EditWithin { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Gives the message of the day when somebody asks for it. Called on the loop, so it must not block before
    /// it returns its task, which may take 10 seconds. Null is no message.</summary>
    public Func<CancellationToken, Task<string>>? Motd { get; init; }

    /// <summary>
    /// Keeps what is said beyond memory, where the last 1,000 messages of each room are, of 64 MiB in all. Opened
    /// before the server, for it alone, and closed after it by whoever opened it. Null is memory alone.
    /// </summary>
    public IHistory? History { get; init; }

    /// <summary>Who may read what was said in a room before they came, where the room does not say otherwise.</summary>
    public HistoryAccess HistoryAccess { get; init; } = HistoryAccess.All;

    /// <summary>Who may have which name; null has no accounts.</summary>
    public Accounts? Accounts { get; init; }

    /// <summary>So long the loss of the connection of who is logged in is no news: they may come back. Zero tells it at
    /// once.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether only who is logged in may do anything; without <see cref="Accounts"/>, nobody may.</summary>
    public bool RequireLogin { get; init; }

    /// <summary>
    /// Names, beside addresses and localhost, by which pages may ask the server: another name may be one that somebody
    /// had lead here (DNS rebinding).
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// Origins of pages, beside the server's own, that may ask it, such as <c>https://example.org</c>.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Networks, beside this very machine, that may read what is counted.</summary>
    public IReadOnlyList<IPNetwork> MetricsTo { get; init; } = [];

    /// <summary>
    /// With filters, a turn of the server's loop that takes longer is logged while it still does, with the filter it is
    /// in; zero is never.
    /// </summary>
    public TimeSpan SlowTurn { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where it is recorded what happens, so that it can be replayed and looked at; null is nowhere.</summary>
    public RecordingOptions? Recording { get; init; }

    /// <summary>
    /// Told of what happens, on the loop, except of slow turns, which are told on another thread; must not block. Null
    /// tells nobody.
    /// </summary>
    public IObserver<LogEntry>? Log { get; init; }

    /// <summary>The first limit that cannot be, and how to mend it; null when all can.</summary>
    public string? Problem() =>
        MaxFrame is < 1 or > LargestFrame ? $"max-frame must be from 1 to {LargestFrame} bytes (256 MiB)"
        : MaxName is < 1 or > LongestName ? $"max-name must be from 1 to {LongestName} characters"
        : MaxRoom is < 1 or > LongestName ? $"max-room must be from 1 to {LongestName} characters"
        : MaxRoomsPerClient < 1 ? "max-rooms-per-client must be at least 1"
        : MaxConnections < 1 ? "max-connections must be at least 1"
        : MaxConnectionsPerAddress < 1 ? "max-connections-per-address must be at least 1"
        : ConnectRate < 0 ? "connect-rate must be 0 (no limit) or more"
        : Backlog < MaxFrame + BacklogMargin
            ? $"backlog must be at least max-frame + {BacklogMargin} ({MaxFrame + BacklogMargin} bytes), "
                + "so that one message fits"
        : Traces is < 0 or > MostTraces ? $"traces must be from 0 (none) to {MostTraces}"
        : SendMemory < LeastSendMemory ? $"send-memory must be at least {LeastSendMemory} bytes (1 MiB)"
        : Rate < 0 ? "rate must be 0 (no limit) or more"
        : FirstByte < TimeSpan.Zero ? "first-byte must be 0 (off) or more seconds"
        : EditWithin < TimeSpan.Zero ? "edit-within must be 0 (never) or more seconds"
        : Grace < TimeSpan.Zero ? "grace must be 0 (off) or more seconds"
        : Idle < TimeSpan.Zero ? "idle must be 0 (off) or more seconds"
        : SlowTurn < TimeSpan.Zero ? "slow-turn must be 0 (off) or more"
        : Drain < TimeSpan.Zero ? "drain must be 0 or more seconds"
        : null;

    /// <summary>In virtual time, of what ids are made beside it.</summary>
    internal int Seed { get; init; } = 1;

    /// <summary>Where tests put something in.</summary>
    internal Seams Seams { get; init; } = Seams.None;

    /// <summary>What lasts as long as the server: filters would be kept here after they were replaced.</summary>
    internal ChatServerOptions WithoutFilters() => this with { FilterPerClient = null, FilterForEveryone = null };

    /// <summary>What <see cref="SendMemory"/> comes to.</summary>
    internal long MostSendMemory => Math.Max(SendMemory, 2L * Backlog);

    /// <summary>Room for a name and a room beside the text of the longest message.</summary>
    internal const int BacklogMargin = 1024;

    /// <summary>Some segments of send logs.</summary>
    private const int LeastSendMemory = 1024 * 1024;

    /// <summary>The longest name of a person or room: both fit into the margin, at 4 bytes a character.</summary>
    internal const int LongestName = 120;

    private const int MostTraces = 100_000;

    /// <summary>What is made of the largest frame, as text and as bytes, still fits an array.</summary>
    private const int LargestFrame = 256 * 1024 * 1024;
}

/// <summary>The options in force; replaced as a whole, on the loop.</summary>
internal sealed class Settings
{
    private readonly Dictionary<string, Overflow> _byRoom = new(Names.Comparer);

    public Settings(ChatServerOptions options) => Options = options;

    public ChatServerOptions Options
    {
        get;
        set
        {
            field = value;
            _byRoom.Clear();
            foreach (var (room, policy) in value.RoomOverflow) _byRoom[room] = policy;
        }
    }

    /// <summary>Whether any room has an overflow policy of its own.</summary>
    public bool HasRoomOverflow => _byRoom.Count > 0;

    /// <summary>The overflow policy of a room; null where it has none of its own.</summary>
    public Overflow? OverflowIn(string room) =>
        _byRoom.TryGetValue(room, out var policy) ? policy : null;
}
