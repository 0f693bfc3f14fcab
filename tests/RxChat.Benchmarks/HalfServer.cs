using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat.Benchmarks;

/// <summary>A clock that goes on by two milliseconds when told, and runs nothing.</summary>
internal sealed class HandClock : IScheduler
{
    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Step() => Now += TimeSpan.FromMilliseconds(2);

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => Disposable.Empty;

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Disposable.Empty;

    public IDisposable Schedule<TState>(
        TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Disposable.Empty;
}

/// <summary>The loop's turns without the loop: what is due now waits for <see cref="Turn"/>, what is due later never
/// comes. The broadcast's end of turn costs nothing here, so that what is measured is the broadcast's.</summary>
internal sealed class HandLoop : IScheduler
{
    private readonly Queue<Action> _due = new();
    private Func<IScheduler, Broadcast, IDisposable>? _endTurn;
    private Broadcast? _broadcast;

    public DateTimeOffset Now { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Turn()
    {
        var endTurn = _endTurn;
        _endTurn = null;
        endTurn?.Invoke(this, _broadcast!);
        while (_due.TryDequeue(out var action)) action();
    }

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, TimeSpan.Zero, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        if (dueTime > TimeSpan.Zero) return Disposable.Empty;
        if (state is Broadcast broadcast)
            (_broadcast, _endTurn) = (broadcast, action as Func<IScheduler, Broadcast, IDisposable>);
        else _due.Enqueue(() => action(this, state));
        return Disposable.Empty;
    }

    public IDisposable Schedule<TState>(
        TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);
}

/// <summary>A connection whose socket takes everything and costs nothing.</summary>
internal sealed class FreeConnection(IScheduler loop) : Connection(peer: null, loop)
{
    public long Sent { get; private set; }

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        Sent += bytes.Length;
        return bytes.Length;
    }

    protected override void SetReceiving(bool on)
    {
    }

    protected override void ReceiveOnce()
    {
    }

    protected override void ShutdownSend()
    {
    }

    protected override void Free(bool reset)
    {
    }
}

/// <summary>
/// The half of a server after the gate: commands to the chat, its events to the broadcast, slices to senders.
/// </summary>
internal sealed class HalfServer
{
    private readonly Subject<Command> _commands = new();
    private readonly Settings _settings = new(new ChatServerOptions { Pacing = Pacing.Off });
    private readonly SenderSet _senders;
    private readonly Broadcast _broadcast;

    public HalfServer()
    {
        _senders = new SenderSet(_settings, Loop);
        var traces = new Traces(_settings, Loop, refusal => $"{refusal}");
        _broadcast = new Broadcast(_senders);
        _commands
            .Chat(
                new ChatState(), () => _settings.Options, Loop, () => default, new Subject<Entry>(), _ => { },
                traces, e => throw e)
            .InCrowds(Observable.Never<Unit>())
            .Subscribe(_broadcast.OnNext);
    }

    public HandLoop Loop { get; } = new();

    public int Clients => _broadcast.Clients;

    public FreeConnection Enter(Person person)
    {
        var connection = new FreeConnection(Loop);
        var client = new Recipient(person.Id, connection, TextProtocol.Nul.Begin(person), _senders);
        _broadcast.Expect(client);
        Tell(new Connect(person));
        foreach (var command in client.Conversation.Opening) Tell(command);
        return connection;
    }

    public void Tell(Command command) => _commands.OnNext(command);
}
