using System.Diagnostics.Metrics;
using System.Reactive.Concurrency;
using System.Reflection;
using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>
/// What a server counts, as instruments of a meter (System.Diagnostics.Metrics): each part counts its own on the loop,
/// which is read here by whoever listens, on any thread. Where nobody does, that costs some additions.
/// </summary>
internal sealed class ChatMetrics : IDisposable
{
    /// <summary>Of the meter.</summary>
    public const string Name = "RxChat";

    // From a tenth of a millisecond, thrice as much each.
    private static readonly double[] s_buckets =
        [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    private static readonly Dictionary<Type, string> s_reasons = typeof(Refusal)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(reason => reason.DerivedType, reason => (string)reason.TypeDiscriminator!);

    private readonly Meter _meter = new(Name);
    private readonly Tallies _connections = new("protocol");
    private readonly Tallies _opened = new("protocol");
    private readonly Tallies _refusals = new("reason");
    private readonly Tallies _entries = new("type");

    /// <param name="senders">Which know what waits.</param>
    /// <param name="broadcast">Which knows what was told.</param>
    /// <param name="filters">Which know what they took.</param>
    /// <param name="history">How far it is; null is none.</param>
    /// <param name="isRecording">Whether it still is; null never was.</param>
    /// <param name="scheduler">Whose turns are timed, if it is a loop.</param>
    public ChatMetrics(
        SenderSet senders, Broadcast broadcast, FilterContext filters, HistoryProgress? history,
        Func<bool>? isRecording, IScheduler scheduler)
    {
        Up("rxchat.connections", "{connection}", "Connections that are open.", _connections.Read);
        Count("rxchat.connections.opened", "{connection}", "Connections that have been let in.", _opened.Read);
        Count("rxchat.entries", "{entry}", "What was said, changed and decided in rooms.", _entries.Read);
        Count("rxchat.deliveries", "{delivery}", "Messages and notices given to clients.", () => broadcast.Deliveries);
        Count("rxchat.received", "By", "Bytes that came from clients.", () => Received);
        Count("rxchat.sent", "By", "Bytes that sockets have taken.", () => senders.Sent);
        Count("rxchat.refusals", "{refusal}", "Connections and commands that were refused.", _refusals.Read);
        Count("rxchat.overflows", "{overflow}",
            "Clients that were let go, or missed something, since too much waited for them.", senders.Overflows.Read);
        Up("rxchat.clients.blocked", "{client}", "Clients whose socket takes nothing now.",
            () => senders.BlockedCount);
        Up("rxchat.queued", "By", "Bytes that wait for blocked clients, looked at once a second.",
            () => senders.Waiting);
        Up("rxchat.send.memory", "By", "Memory that holds what waits for blocked clients.",
            () => senders.Memory.Used);
        Count("rxchat.filters.messages", "{message}", "Messages that were given to filters.",
            () => filters.Took.Messages);
        Count("rxchat.filters.time", "s", "Time that filters took for messages.", () => filters.Took.Seconds);
        if (history is not null)
        {
            Up("rxchat.history.behind", "{entry}", "Entries that were said and are not on the disk yet.",
                () => history.Behind);
        }
        if (isRecording is not null)
        {
            Up("rxchat.recording", "{recording}", "Whether it is recorded what happens: 0 is that this has stopped.",
                () => isRecording() ? 1 : 0);
        }
        broadcast.Latency = _meter.CreateHistogram<double>("rxchat.message.latency", "s",
            "From the turn in which a message passed the filters until the sockets of its room were given it.",
            advice: new() { HistogramBucketBoundaries = s_buckets });
        if (scheduler is EventLoop loop)
        {
            loop.TurnTime = _meter.CreateHistogram<double>("rxchat.loop.turn.time", "s",
                "Time that turns of the loop took.", advice: new() { HistogramBucketBoundaries = s_buckets });
        }
    }

    /// <summary>Bytes that came from clients.</summary>
    public long Received { get; set; }

    public void Connected(string protocol)
    {
        _connections.Add(protocol);
        _opened.Add(protocol);
    }

    public void Closed(string protocol) => _connections.Add(protocol, -1);

    public void Refused(Refusal reason) => _refusals.Add(s_reasons[reason.GetType()]);

    /// <summary>Takes note of what is told.</summary>
    public void Count(ChatEvent told)
    {
        switch (told.Body)
        {
            case Said when !told.To.IsOne:
                _entries.Add("message");
                break;
            case Numbered numbered when !told.To.IsOne:
                _entries.Add(TypeOf(numbered));
                break;
            case Refused refused:
                Refused(refused.Refusal);
                break;
            case Departed { Reason: { } reason }:
                Refused(reason);
                break;
        }
    }

    public void Dispose() => _meter.Dispose();

    private static string TypeOf(Numbered entry) => entry switch
    {
        Edited => "edited",
        Removed => "removed",
        Reacted => "reacted",
        TopicSet => "topic",
        _ => "moderated",
    };

    private void Count(string name, string unit, string what, Func<long> read) =>
        _meter.CreateObservableCounter(name, read, unit, what);

    private void Count(string name, string unit, string what, Func<double> read) =>
        _meter.CreateObservableCounter(name, read, unit, what);

    private void Count(string name, string unit, string what, Func<IEnumerable<Measurement<long>>> read) =>
        _meter.CreateObservableCounter(name, read, unit, what);

    private void Up(string name, string unit, string what, Func<long> read) =>
        _meter.CreateObservableUpDownCounter(name, read, unit, what);

    private void Up(string name, string unit, string what, Func<IEnumerable<Measurement<long>>> read) =>
        _meter.CreateObservableUpDownCounter(name, read, unit, what);
}
