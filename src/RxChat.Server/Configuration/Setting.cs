using System.Globalization;

namespace RxChat.Server.Configuration;

/// <summary>One limit or choice that a flag, the environment and the file can set.</summary>
/// <param name="Name">As in the flag, without the dashes.</param>
/// <param name="Value">What its value is, for the help.</param>
/// <param name="Help">What it does, with the default.</param>
/// <param name="Apply">Takes the value over; throws <see cref="FormatException"/> with what a value must be.</param>
/// <param name="IsLive">Whether a change takes effect while the server runs.</param>
internal sealed record Setting(string Name, string Value, string Help, Func<ServeConfiguration, string, ServeConfiguration> Apply, bool IsLive = true)
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Number("max-frame", "bytes", "The most bytes of one message (65536).", (o, n) => o with { MaxFrame = n }),
        Number("max-name", "characters", "The most characters of a name (32).", (o, n) => o with { MaxName = n }),
        Number("max-room", "characters", "The most characters of a room's name (64).", (o, n) => o with { MaxRoom = n }),
        Number("max-rooms-per-client", "n", "The most rooms a client may be in (100).", (o, n) => o with { MaxRoomsPerClient = n }),
        Number("max-connections", "n", "The most connections at a time (20000).", (o, n) => o with { MaxConnections = n }),
        Number("max-connections-per-address", "n", "The most connections from one address (64; unless set, no limit for loopback).", (o, n) => o with { MaxConnectionsPerAddress = n }),
        Number("backlog", "bytes", "The most bytes that may wait for one client (1048576).", (o, n) => o with { Backlog = n }),
        new("overflow", "disconnect|drop-oldest", "What happens to a client that more waits for (disconnect).", (c, value) => c.With(o => o with { Overflow = ParseOverflow(value) })),
        Number("rate", "n", "Commands per second of one client; excess waits unread; 0 is no limit (50; unless set, no limit for loopback).", (o, n) => o with { Rate = n }),
        Seconds("first-byte", "Closes a client that sent nothing so long after connecting; 0 is off (0).", (o, t) => o with { FirstByte = t }),
        Seconds("idle", "Closes a client that sent nothing for so long; 0 is off (0).", (o, t) => o with { Idle = t }),
        Seconds("drain", "How long a stop waits for clients to take what is theirs (5).", (o, t) => o with { Drain = t }),
        new("hide-addresses", "true|false", "Guests are guest-n on every protocol; nobody sees an address (off).", (c, value) => c.With(o => o with { HideAddresses = ParseBool(value) }), IsLive: false),
        new("pacing", "off|default|throughput|C,Nms", "How broadcasts are spaced to carry more: one that took d is followed after min((C-1) x d, N ms) (default: 2,1ms; throughput: 4,2ms).", (c, value) => c.With(o => o with { Pacing = Pacing.Parse(value) })),
        new("engine", "auto|epoll|sockets", "What sockets stand on: epoll on Linux, .NET's own elsewhere (auto).", (c, value) => c.With(o => o with { Engine = ParseEngine(value) }), IsLive: false),
        new("filters", "FILE.csx", "A C# script that assigns PerClient and ForEveryone, each a filter (messages, time) => messages...; put in force whenever it is saved (none).", (c, value) => c with { Filters = value }, IsLive: false),
        new("shadow", "FILE.csx", "A filter file that is tried on what is said and delivers nothing; the log counts every minute what it would have done differently, SIGUSR1 tells the last 20 (none).", (c, value) => c with { Shadow = value }, IsLive: false),
        new("history", "none", "Where messages are kept; history files are not there yet (none).", (c, value) => value == "none" ? c : throw new FormatException("must be none: history files are not there yet"), IsLive: false),
        new("log", "debug|info|warn|error", "The least level written to standard error (info).", (c, value) => c with { LogLevel = ParseLevel(value) }),
    ];

    public string Flag => "--" + Name;

    public string Variable => "RXCHAT_" + Name.ToUpperInvariant().Replace('-', '_');

    public string Key => string.Concat(Name.Split('-').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private static Setting Number(string name, string value, string help, Func<ChatServerOptions, int, ChatServerOptions> apply) =>
        new(name, value, help, (configuration, text) => configuration.With(options => apply(options, ParseNumber(text))));

    private static Setting Seconds(string name, string help, Func<ChatServerOptions, TimeSpan, ChatServerOptions> apply) =>
        new(name, "seconds", help, (configuration, text) => configuration.With(options => apply(options, ParseSeconds(text))));

    private static int ParseNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"must be a whole number from 0 to {int.MaxValue}");

    private static TimeSpan ParseSeconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 1_000_000_000
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException("must be a number of seconds, such as 30 or 0.5");

    private static bool ParseBool(string text) =>
        bool.TryParse(text, out var value) ? value : throw new FormatException("must be true or false");

    private static Overflow ParseOverflow(string text) => text switch
    {
        "disconnect" => Overflow.Disconnect,
        "drop-oldest" => Overflow.DropOldest,
        _ => throw new FormatException("must be disconnect or drop-oldest"),
    };

    private static EngineKind ParseEngine(string text) => text switch
    {
        "auto" => EngineKind.Auto,
        "epoll" => EngineKind.Epoll,
        "sockets" => EngineKind.Sockets,
        _ => throw new FormatException("must be auto, epoll or sockets"),
    };

    private static LogLevel ParseLevel(string text) =>
        Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level)
            ? level
            : throw new FormatException("must be debug, info, warn or error");
}
