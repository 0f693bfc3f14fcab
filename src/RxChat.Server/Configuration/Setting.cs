namespace RxChat.Server.Configuration;

/// <summary>One limit or choice that a flag, the environment and the file can set.</summary>
/// <param name="Name">As in the flag, without the dashes.</param>
/// <param name="Value">What its value is, for the help.</param>
/// <param name="Help">What it does, with the default.</param>
/// <param name="Apply">Takes the value over; throws <see cref="FormatException"/> with what a value must be.</param>
internal sealed record Setting(
    string Name, string Value, string Help, Func<ServeConfiguration, string, ServeConfiguration> Apply)
{
    /// <summary>The value of one that needs none as a flag.</summary>
    public const string OnOff = "on|off";

    public static IReadOnlyList<Setting> All { get; } =
    [
        Size("max-frame", "The most bytes of one message (65536).", (o, n) => o with { MaxFrame = n }),
        Number("max-name", "characters", "The most characters of a name (32).", (o, n) => o with { MaxName = n }),
        Number("max-room", "characters", "The most characters of a room's name (64).",
            (o, n) => o with { MaxRoom = n }),
        Number("max-rooms-per-client", "n", "The most rooms a client may be in (100).",
            (o, n) => o with { MaxRoomsPerClient = n }),
        Number("max-connections", "n", "The most connections at a time (20000).",
            (o, n) => o with { MaxConnections = n }),
        Number("max-connections-per-address", "n",
            "The most connections from one address, or of IPv6 one /64 (64; unless set, no limit for loopback).",
            (o, n) => o with { MaxConnectionsPerAddress = n }),
        Number("connect-rate", "n",
            "Connections a second that may begin from one address, or of IPv6 one /64, after as many at once as may be "
                + "open; 0 is no limit (20; unless set, no limit for loopback).",
            (o, n) => o with { ConnectRate = n }),
        new("deny", "NETWORKS", "Networks, with commas, that may not connect, such as 203.0.113.0/24 (none).",
            (c, value) => c.With(o => o with { Denied = ValueParser.Networks(value) })),
        new("proxy-from", "NETWORKS",
            "Networks, with commas, of proxies that begin each connection with a PROXY header, version 1 or 2; "
                + "without one they are refused (none).",
            (c, value) => c.With(o => o with { ProxyFrom = ValueParser.Networks(value) })),
        new("forwarded-from", "NETWORKS",
            "Networks, with commas, of proxies that are believed when X-Forwarded-For says whose a request is (none).",
            (c, value) => c.With(o => o with { ForwardedFrom = ValueParser.Networks(value) })),
        new("lobby-notices", OnOff, "Others are told who comes into the lobby and leaves it (on).",
            (c, value) => c.With(o => o with { LobbyNotices = ValueParser.Boolean(value) })),
        Size("backlog", "The most bytes that may wait for one client (1048576).", (o, n) => o with { Backlog = n }),
        Choice("overflow", "What happens to a client that more waits for (disconnect).",
            (o, choice) => o with { Overflow = choice },
            ValueParser.Overflows),
        new("room-overflow", "ROOM=POLICY,...",
            "What happens instead to what is said in some rooms, such as prices=latest,logs=sample (none).",
            (c, value) => c.With(o => o with { RoomOverflow = ValueParser.RoomOverflows(value) })),
        Size("send-memory",
            "The most bytes of memory that hold what waits for all clients that do not take it (256MiB).",
            (o, n) => o with { SendMemory = n }),
        Number("traces", "n",
            "Of how many of the last messages is kept what became of them, for rxchat trace; 0 is none (1000).",
            (o, n) => o with { Traces = n }),
        Number("rate", "n",
            "Commands per second of one client; excess waits unread; 0 is no limit (50; unless set, "
                + "no limit for loopback).",
            (o, n) => o with { Rate = n }),
        Time("first-byte", "Closes a client that sent nothing so long after connecting; 0 is off (0).",
            (o, t) => o with { FirstByte = t }),
        Time("idle", "Closes a client that sent nothing for so long; 0 is off (0).", (o, t) => o with { Idle = t }),
        Time("drain", "How long a stop waits for clients to take what is theirs (5).", (o, t) => o with { Drain = t }),
        new("hide-addresses", OnOff, "Guests are guest-n on every protocol; nobody sees an address (off).",
            (c, value) => c.With(o => o with { HideAddresses = ValueParser.Boolean(value) })) { IsLive = false },
        new("pacing", "off|default|throughput|C,Nms",
            "How broadcasts are spaced to carry more: one that took d is followed after min((C-1) x d, N ms) "
                + "(default: 2,1ms; throughput: 4,2ms).",
            (c, value) => c.With(o => o with { Pacing = Pacing.Parse(value) })),
        Choice("engine", "What sockets stand on: epoll on Linux, .NET's own elsewhere (auto).",
            (o, choice) => o with { Engine = choice },
            ("auto", EngineKind.Auto), ("epoll", EngineKind.Epoll), ("sockets", EngineKind.Sockets))
            with { IsLive = false },
        new("filters", "FILE.csx",
            "A C# script that assigns PerClient and ForEveryone, each a filter (messages, time) => messages...; "
                + "put in force whenever it is another (none).",
            (c, value) => c with { Filters = ValueParser.File(value) }) { IsLive = false },
        new("shadow", "FILE.csx",
            "A filter file that is tried on what is said and delivers nothing; the log counts every minute what it "
                + "would have done differently, SIGUSR1 tells the last 20 (none).",
            (c, value) => c with { Shadow = ValueParser.File(value) }) { IsLive = false },
        new("record", "FILE",
            "Records what comes in and what is told, for rxchat replay and rxchat at: with all that people say, for "
                + "its owner's eyes alone (none).",
            (c, value) => c.Recording(r => r with { File = ValueParser.File(value) })) { IsLive = false },
        new("record-size", "bytes", "The most bytes of a recording; what is older goes (1GiB).",
            (c, value) => c.Recording(r => r with { Size = ValueParser.Size(value) })) { IsLive = false },
        new("record-age", "seconds",
            "How long it is kept, and never longer than --history-age says; 0 is for ever (7d).",
            (c, value) => c.Recording(r => r with { Age = ValueParser.Time(value) })) { IsLive = false },
        new("motd", "FILE", "A text that /motd shows, read when somebody asks, at most 1 MiB of it (none).",
            (c, value) => ValueParser.File(value) is var file
                ? c.With(o => o with { Motd = cancellation => TextFile.ReadAsync(file, cancellation) })
                : c),
        new("history", "FILE.db|none",
            "Where what is said is kept; none is memory, the last 1000 messages of each room (rxchat.db).",
            (c, value) => c with { History = value == "none" ? null : ValueParser.File(value) }) { IsLive = false },
        new("history-age", "seconds", "How long what is said is kept; 0 is for ever (0).",
            (c, value) => c.Keeping(r => r with { Age = ValueParser.Time(value) is { Ticks: > 0 } age ? age : null }))
            { IsLive = false },
        new("history-count", "n", "The most entries of a room that are kept; 0 is any number (0).",
            (c, value) => c.Keeping(r => r with { Count = ValueParser.Number(value) is > 0 and var n ? n : null }))
            { IsLive = false },
        new("history-bytes", "bytes", "The most bytes of texts of a room that are kept; 0 is any number (0).",
            (c, value) => c.Keeping(r => r with { Bytes = ValueParser.Size(value) is > 0 and var n ? n : null }))
            { IsLive = false },
        Choice("history-access",
            "Who may read what was said in a room before they came, if the room does not say (all).",
            (o, choice) => o with { HistoryAccess = choice },
            ("none", HistoryAccess.None), ("joined", HistoryAccess.Joined), ("all", HistoryAccess.All)),
        Time("grace", "How long the lost connection of who is logged in is no news; 0 tells it at once (10).",
            (o, t) => o with { Grace = t }),
        new("require-login", OnOff, "Only who is logged in may do anything (off).",
            (c, value) => c.With(o => o with { RequireLogin = ValueParser.Boolean(value) })),
        new("allow-host", "NAMES",
            "Names, with commas, by which pages may ask an http endpoint beside addresses and localhost (none).",
            (c, value) => c.With(o => o with { AllowedHosts = ValueParser.List(value) })),
        new("allow-origin", "ORIGINS",
            "Origins, with commas, of other servers' pages that may ask an http endpoint, such as "
                + "https://example.org (none).",
            (c, value) => c.With(o => o with { AllowedOrigins = ValueParser.List(value) })),
        new("metrics-to", "NETWORKS",
            "Networks, with commas, that may read /metrics of an http endpoint beside this machine (none).",
            (c, value) => c.With(o => o with { MetricsTo = ValueParser.Networks(value) })),
        new("tls-cert", "FILES",
            "What endpoints with TLS (https, jsons, lines, nuls) show: a certificate in PEM, with those that signed it "
                + "behind it, or in PFX; of several, with commas, the one for the name that is asked for, else the "
                + "first. Read again when it changes (none).",
            (c, value) => c.Showing(t => t with { Certificates = ValueParser.List(value) })) { IsLive = false },
        new("tls-key", "FILES", "Its private key in PEM, one for each certificate (in the same file).",
            (c, value) => c.Showing(t => t with { Keys = ValueParser.List(value) })) { IsLive = false },
        new("tls-password", "FILES", "Files that hold the password of each key (none).",
            (c, value) => c.Showing(t => t with { Passwords = ValueParser.List(value) })) { IsLive = false },
        new("tls-client-ca", "FILE",
            "Certificates in PEM: whoever shows one that they signed is logged in by its name (none).",
            (c, value) => c.Showing(t => t with { ClientAuthorities = ValueParser.File(value) })) { IsLive = false },
        new("jwt-secret", "FILE",
            "A secret of at least 32 bytes, with which JSON Web Tokens are made that log in (none).",
            (c, value) => c.Taking(j => j with { Secret = ValueParser.File(value) })) { IsLive = false },
        new("jwt-keys", "FILE", "Public keys, as a JWK Set, of whoever makes JSON Web Tokens that log in (none).",
            (c, value) => c.Taking(j => j with { Keys = ValueParser.File(value) })) { IsLive = false },
        new("jwt-issuer", "NAME", "Who has to have made a JSON Web Token, its claim iss (anybody with the key).",
            (c, value) => c.Taking(j => j with { Issuer = value })) { IsLive = false },
        new("jwt-audience", "NAME", "Whom a JSON Web Token has to be for, its claim aud (anybody).",
            (c, value) => c.Taking(j => j with { Audience = value })) { IsLive = false },
        new("jwt-name", "CLAIM", "Which claim of a JSON Web Token is the name (sub).",
            (c, value) => c.Taking(j => j with { Name = value })) { IsLive = false },
        new("webhook", "URL", "A service that is told by HTTP what is said in rooms (none).",
            (c, value) => c with { Webhook = c.Webhook with { Url = value } }) { IsLive = false },
        new("webhook-secret", "FILE", "A file with the secret that signs what it is told (none).",
            (c, value) => c with { Webhook = c.Webhook with { Secret = ValueParser.File(value) } }) { IsLive = false },
        new("webhook-private", OnOff, "It may be in this machine's own networks (off).",
            (c, value) => c with { Webhook = c.Webhook with { IsPrivate = ValueParser.Boolean(value) } })
            { IsLive = false },
        Time("edit-within", "How long one's own messages can be edited and removed; 0 is never (1d).",
            (o, t) => o with { EditWithin = t }),
        new("log", "debug|info|warn|error", "The least level written to standard error (info).",
            (c, value) => c with
            {
                LogLevel = ValueParser.OneOf(value.ToLowerInvariant(),
                    ("debug", LogLevel.Debug), ("info", LogLevel.Info), ("warn", LogLevel.Warn),
                    ("error", LogLevel.Error)),
            }),
    ];

    /// <summary>Whether a change takes effect while the server runs.</summary>
    public bool IsLive { get; init; } = true;

    public string Flag => "--" + Name;

    public string Variable => "RXCHAT_" + Name.ToUpperInvariant().Replace('-', '_');

    public string Key =>
        string.Concat(Name.Split('-').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private static Setting Number(
        string name, string value, string help, Func<ChatServerOptions, int, ChatServerOptions> apply) =>
        new(name, value, help, (c, text) => c.With(options => apply(options, ValueParser.Number(text))));

    private static Setting Size(string name, string help, Func<ChatServerOptions, int, ChatServerOptions> apply) =>
        new(name, "bytes", help, (c, text) => c.With(options => apply(options, ValueParser.Size(text))));

    private static Setting Time(string name, string help, Func<ChatServerOptions, TimeSpan, ChatServerOptions> apply) =>
        new(name, "seconds", help, (c, text) => c.With(options => apply(options, ValueParser.Time(text))));

    private static Setting Choice<T>(
        string name, string help, Func<ChatServerOptions, T, ChatServerOptions> apply,
        params (string Word, T Value)[] choices) =>
        new(name, string.Join('|', choices.Select(choice => choice.Word)), help,
            (c, text) => c.With(options => apply(options, ValueParser.OneOf(text, choices))));
}
