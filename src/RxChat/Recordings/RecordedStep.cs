using System.Collections.Immutable;

namespace RxChat;

/// <summary>What a line of a recording is.</summary>
internal enum RecordedKind
{
    /// <summary>How it began, the first line.</summary>
    Start,

    /// <summary>A client has connected.</summary>
    Begin,

    /// <summary>It is announced.</summary>
    Come,

    /// <summary>It asks something, before any filter.</summary>
    Ask,

    /// <summary>Its stream has ended.</summary>
    End,

    /// <summary>A command of any other source.</summary>
    Own,

    /// <summary>A timer of the filters runs.</summary>
    Timer,

    /// <summary>Other filters are in force.</summary>
    Swap,

    /// <summary>Other limits are in force.</summary>
    Limits,

    /// <summary>No more commands come.</summary>
    Over,

    /// <summary>What is told to whom.</summary>
    Told,

    /// <summary>How everything stands.</summary>
    Checkpoint,
}

/// <summary>A line of a recording.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="At">When, in ticks of a clock that nobody sets.</param>
/// <param name="Now">And by the clock on the wall.</param>
internal sealed record RecordedStep(RecordedKind Kind, long At, DateTimeOffset Now)
{
    /// <summary>Whose it is; 0 is the server.</summary>
    public long By { get; init; }

    /// <summary>A command, or what is told.</summary>
    public ChatValue? Value { get; init; }

    public Audience? To { get; init; }

    /// <summary>Who has connected, as what it is and on whose word.</summary>
    public Person? Person { get; init; }

    public Voucher? Voucher { get; init; }

    /// <summary>What its protocol asks by connecting.</summary>
    public ImmutableArray<Command>? Opening { get; init; }

    /// <summary>Why a stream ended.</summary>
    public Refusal? Reason { get; init; }

    /// <summary>Whether a stream broke.</summary>
    public bool Broke { get; init; }

    public RecordedFilters? Filters { get; init; }

    public RecordedLimits? Limits { get; init; }

    public RecordedStart? Start { get; init; }

    public Checkpoint? Checkpoint { get; init; }
}

/// <summary>How a recording began.</summary>
/// <param name="Version">Of the format.</param>
/// <param name="Seed">Of what makes ids.</param>
/// <param name="Last">The id before the first.</param>
/// <param name="IsLoop">Whether time was that of a loop, which can do something again and again.</param>
/// <param name="Epochs">The starts of the numbers.</param>
/// <param name="History">What there was; null was nothing.</param>
/// <param name="IsPart">Whether a part was before it, so that it is no beginning.</param>
/// <param name="IsScrubbed">Whether names and words are others.</param>
internal sealed record RecordedStart(
    int Version, int Seed, Ulid Last, bool IsLoop, ImmutableArray<string> Epochs, HistoryStart? History,
    bool IsPart = false, bool IsScrubbed = false);

/// <summary>Which filters are in force.</summary>
/// <param name="PerClient">Whether there is one for each client.</param>
/// <param name="ForEveryone">Whether there is one for everyone.</param>
/// <param name="Text">As they are written; null is not known.</param>
internal sealed record RecordedFilters(bool PerClient, bool ForEveryone, string? Text = null);

/// <summary>What decisions depend on besides the state and the command.</summary>
internal sealed record RecordedLimits(
    int MaxFrame, int MaxName, int MaxRoom, int MaxRoomsPerClient, TimeSpan EditWithin, HistoryAccess HistoryAccess,
    TimeSpan Drain, bool RequireLogin, bool HasMotd, bool HasAccounts)
{
    public static RecordedLimits Of(ChatServerOptions options) => new(
        options.MaxFrame, options.MaxName, options.MaxRoom, options.MaxRoomsPerClient, options.EditWithin,
        options.HistoryAccess, options.Drain, options.RequireLogin, options.Motd is not null,
        options.Accounts is not null);
}

/// <summary>How everything stands at a moment, so that whoever looks for a later one begins here.</summary>
/// <param name="Number">How many lines came before.</param>
/// <param name="Told">How many of them told something.</param>
/// <param name="Hash">Of those.</param>
/// <param name="Seen">Who is where.</param>
/// <param name="Queues">Bytes that wait for clients, by their numbers.</param>
/// <param name="IsLast">Whether nothing follows, since the server has ended.</param>
internal sealed record Checkpoint(
    long Number, long Told, string Hash, SeenChat Seen, ImmutableArray<WaitingBytes> Queues, bool IsLast = false);

/// <summary>What waits for a client.</summary>
internal readonly record struct WaitingBytes(long Client, long Bytes);
