using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat.Testing;

/// <summary>A server, its machine and its disk, the people and what happens to them: all of one run.</summary>
internal sealed partial class World : IDisposable
{
    public const string Password = "correct horse";

    private const string Operator = "user0";

    /// <summary>Small, so that who does not read is felt soon.</summary>
    private const int Window = 8 * 1024;

    private static readonly TimeSpan s_boot = TimeSpan.FromSeconds(1);
    private readonly SortedDictionary<int, Somebody> _people = [];
    private readonly SortedDictionary<long, Uplink> _uplinks = [];
    private readonly IReadOnlyList<Step> _steps;
    private readonly Accounts _accounts;
    private readonly Func<ChatServerOptions, ChatServerOptions> _broken;
    private Dictionary<string, MemoryListener> _listeners = [];
    private SimulatedHistory? _history;
    private Task<ChatServer>? _starting;
    private int _filter;
    private int _life;
    private long _dialed;
    private bool _isStopping;

    public World(
        SimulationOptions options, long seed, IReadOnlyList<Step> steps,
        IReadOnlyList<(string, Func<HeardInRoom, bool>)> expectations,
        Func<ChatServerOptions, ChatServerOptions>? broken)
    {
        (Options, Chance, _steps, Expectations) = (options, new Chance(seed), steps, expectations);
        _broken = broken ?? (static options => options);
        (Judge, Transcript, Machine) = (new Judge(this), new Transcript(Time), new Machine(Time, TimeSpan.Zero));
        _accounts = AccountsOf(options.Clients);
        Boot();
        Time.Schedule(0, Step);
    }

    public HistoricalScheduler Time { get; } = new(VirtualChat.Start);

    public TimeSpan Now => Time.Now - VirtualChat.Start;

    public SimulationOptions Options { get; }

    public Chance Chance { get; }

    public SimulatedDisk Disk { get; } = new();

    public Machine Machine { get; private set; }

    public Judge Judge { get; }

    public Transcript Transcript { get; }

    public IReadOnlyList<(string Promise, Func<HeardInRoom, bool> Holds)> Expectations { get; }

    public IReadOnlyCollection<Somebody> People => _people.Values;

    public int Swaps { get; private set; }

    public int Crashes { get; private set; }

    public int Lives => _life;

    public int StepsDone { get; private set; }

    /// <summary>Null while its machine is down.</summary>
    public ChatServer? Server =>
        _starting is { IsCompletedSuccessfully: true } && !_isStopping ? _starting.Result : null;

    /// <summary>A connection; null if nobody accepts it.</summary>
    public Uplink? Dial(string scheme, int client, Action<byte[]> heard, Action lost)
    {
        if (Server is null) return null;
        var number = ++_dialed;
        return _uplinks[number] = new Uplink(
            this, client, _listeners[scheme].Dial(Window), heard, lost, () => _uplinks.Remove(number));
    }

    public void Dispose()
    {
        if (_starting is { IsCompletedSuccessfully: true }) _starting.Result.Abandon();
        Transcript.Dispose();
    }

    private void Boot()
    {
        _life++;
        Machine = new Machine(Time, Machine.Step);
        _isStopping = false;
        _listeners = new() { ["nul"] = new(), ["line"] = new(), ["json"] = new() };
        _history = new SimulatedHistory(Disk, Machine, Judge.Appended) { Unkept = Judge.Unkept };
        Judge.Began(Disk);
        _starting = ChatServer.StartAsync(
            _listeners.Select(listener => new Endpoint(listener.Key, listener.Value)),
            _broken(Options.Server with
            {
                History = _history, Accounts = _accounts, Seed = _life, Recording = RecordingOfThisLife(),
                FilterForEveryone = Options.Filters.ElementAtOrDefault(_filter),
                Log = System.Reactive.Observer.Create<LogEntry>(Logged),
            }),
            Machine);
    }

    private RecordingOptions? RecordingOfThisLife() => Options.Server.Recording is { } recording && _life > 1
        ? recording with { File = SimulationOptions.RecordingOf(recording.File, _life) }
        : Options.Server.Recording;

    private void Logged(LogEntry entry)
    {
        if (entry is { Level: LogLevel.Error, Event: "internal error" })
            Judge.Break(Promises.Sound, $"{entry.Detail}");
    }

    private IDisposable Step(IScheduler scheduler, int next)
    {
        for (; next < _steps.Count && _steps[next].At <= Now; next++)
        {
            Do(_steps[next]);
            StepsDone = next + 1;
        }
        return next == _steps.Count ? Disposable.Empty
            : scheduler.Schedule(next, VirtualChat.Start + _steps[next].At, Step);
    }

    private void Do(Step step)
    {
        if (step.Client == Testing.Step.Nobody)
        {
            DoToServer(step.Act);
            return;
        }
        if (!_people.TryGetValue(step.Client, out var somebody))
            _people[step.Client] = somebody = Somebody.Of(this, step.Client);
        somebody.Do(step.Act);
    }

    private void DoToServer(Act act)
    {
        switch (act)
        {
            case Act.Crash crash when Server is { } server:
                Crashes++;
                Crash(server);
                Time.Schedule(crash.For > s_boot ? crash.For : s_boot, Boot);
                break;
            case Act.Restart when Server is { } server:
                _isStopping = true;
                server.StopAsync().ContinueWith(
                    _ => End(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
                break;
            case Act.StepClock step:
                Machine.Step += step.By;
                break;
            case Act.SlowDisk slow:
                Disk.CommitTime = slow.Commit;
                Time.Schedule(slow.For, () => Disk.CommitTime = SimulatedHistory.UsualCommit);
                break;
            case Act.FailingDisk failing:
                Disk.Fails = true;
                Time.Schedule(failing.For, () => Disk.Fails = false);
                break;
            case Act.Swap swap when Server is { } server:
                Swaps++;
                _filter = swap.Filter;
                _ = server.ReplaceFiltersAsync(null, Options.Filters.ElementAtOrDefault(_filter));
                break;
        }
    }

    private void Crash(ChatServer server)
    {
        Machine.Crash();
        _history!.Crash(Chance.Of(-1).Of(Time.Now.Ticks).Is(500));
        server.Abandon();
        _starting = null;
        foreach (var uplink in _uplinks.Values.ToArray()) uplink.ServerCrashed();
        _uplinks.Clear();
    }

    private void End()
    {
        _history!.Close();
        _starting = null;
        Time.Schedule(s_boot, Boot);
    }

    private static Accounts AccountsOf(int clients)
    {
        var accounts = new Accounts(new MemoryAccountStore(), new PlainPasswords(), NotAtRandom(new Chance(7)));
        for (var n = 0; n < clients; n++)
        {
            if (!Somebody.HasAccount(n)) continue;
            var name = Somebody.NameOf(n);
            _ = accounts.AddAsync(
                name, new Secret(Password), name == Operator, VirtualChat.Start, CancellationToken.None)
                .GetAwaiter().GetResult();
        }
        return accounts;
    }

    private static Func<int, byte[]> NotAtRandom(Chance chance) => count =>
    {
        var bytes = new byte[count];
        for (var n = 0; n < count; n++) bytes[n] = (byte)chance.Below(256);
        return bytes;
    };
}
