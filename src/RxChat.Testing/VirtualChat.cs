using System.Globalization;
using System.Net;
using System.Reactive.Concurrency;
using RxChat.Marbles;

namespace RxChat.Testing;

/// <summary>
/// A whole server in memory on a virtual clock: clients connect and speak at given times, hours pass in milliseconds,
/// and everything happens the same way every time.
/// </summary>
/// <remarks>
/// Times are from the start of the chat. What is planned for the same time happens in the order it was planned. Not
/// thread-safe: a story has one teller.
/// </remarks>
public sealed class VirtualChat
{
    /// <summary>When every virtual chat starts.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, MemoryListener> _listeners =
        new() { ["nul"] = new(), ["line"] = new(), ["json"] = new(), ["http"] = new() };
    private readonly List<VirtualClient> _clients = [];
    private readonly HistoricalScheduler _scheduler = new(Start);

    /// <summary>Starts the server.</summary>
    /// <param name="options">Limits and filters; null takes the defaults.</param>
    public VirtualChat(ChatServerOptions? options = null)
    {
        var endpoints = _listeners.Select(listener => new Endpoint(listener.Key, listener.Value));
        RealTime.Forbid(
            () => Server = ChatServer.StartAsync(endpoints, options, _scheduler).GetAwaiter().GetResult());
    }

    /// <summary>The server.</summary>
    public ChatServer Server { get; private set; } = null!;

    /// <summary>The clock: whatever is scheduled on it happens in the story.</summary>
    public VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> Scheduler => _scheduler;

    /// <summary>How much time has passed.</summary>
    public TimeSpan Now => _scheduler.Now - Start;

    /// <summary>The clients in the order they were made.</summary>
    public IReadOnlyList<VirtualClient> Clients => _clients;

    /// <summary>
    /// What every client heard, by time and then by client: the same story gives the same transcript.
    /// </summary>
    public string Transcript => string.Concat(_clients
        .SelectMany((client, index) => client.Heard.Select((heard, n) => (client.Name, index, n, heard)))
        .OrderBy(line => line.heard.At).ThenBy(line => line.index).ThenBy(line => line.n)
        .Select(line =>
            string.Create(CultureInfo.InvariantCulture, $"{line.heard.At:c} {line.Name} < {line.heard.Text}\n")));

    /// <summary>A client that connects.</summary>
    /// <param name="name">How the story calls it; the server knows nothing of it.</param>
    /// <param name="at">When it connects; null is now.</param>
    /// <param name="scheme">What it speaks: <c>line</c>, <c>nul</c>, <c>json</c>, or <c>http</c>, on which it
    /// says and hears bytes alone: see <see cref="MemoryPeer"/>.</param>
    /// <param name="address">Where it seems to come from; null is nowhere, and counts as loopback.</param>
    /// <param name="window">The most bytes that wait for it while it does not read.</param>
    /// <param name="voucher">Who it is on the word of whoever made the connection; null is a guest.</param>
    public VirtualClient Connect(
        string name, TimeSpan? at = null, string scheme = "line", IPEndPoint? address = null,
        int window = MemoryPeer.DefaultWindow, Voucher? voucher = null)
    {
        if (!_listeners.TryGetValue(scheme, out var listener))
            throw new ArgumentException("a client speaks line, nul, json or http", nameof(scheme));
        var client = new VirtualClient(name, this, scheme == "nul" ? (byte)0 : (byte)'\n');
        _clients.Add(client);
        At(at ?? Now, () => client.Connected(listener.Connect(address, window, voucher)));
        return client;
    }

    internal MemoryPeer Dial(string scheme) => _listeners[scheme].Connect();

    /// <summary>Plans something for a time; a time that has passed is now.</summary>
    public void At(TimeSpan time, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _scheduler.Schedule(action, Start + time,
            static (_, action) => { action(); return System.Reactive.Disposables.Disposable.Empty; });
    }

    /// <summary>Lets time pass, and everything that is due in it happen.</summary>
    /// <exception cref="RealTimeException">An operator in it was given no scheduler.</exception>
    public void Run(TimeSpan time) => RealTime.Forbid(() => _scheduler.AdvanceBy(time));

    /// <summary>Stops the server in good order and lets as much time pass as that may take.</summary>
    public void Stop(TimeSpan? within = null)
    {
        var stopped = Server.StopAsync();
        Run(within ?? TimeSpan.FromSeconds(10));
        if (!stopped.IsCompleted) throw new TimeoutException("the server has not stopped");
    }
}
