using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using RxChat.Client;

namespace RxChat.Server.Connect;

/// <summary>
/// A dialogue on a text protocol: what is typed is sent as it is, and what comes is shown. When the connection is lost
/// it comes back under its name into its rooms; what was said meanwhile, <c>/history</c> shows.
/// </summary>
internal sealed class TextDialogue : IDialogue
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1), s_longestRetry = TimeSpan.FromSeconds(30);

    private readonly TextAddress _address;
    private readonly IScheduler _scheduler;
    private readonly ReplaySubject<Shown> _lines = new(IDialogue.MostKept);
    private readonly TextWhereabouts _whereabouts;
    private readonly SerialDisposable _connection = new();
    private Stream? _stream;
    private string? _lastNotice;
    private bool _hasQuit;
    private int _failures;

    /// <summary>Begins with a connection that is there.</summary>
    public TextDialogue(TextAddress address, Dialed first, Who who, IScheduler scheduler)
    {
        (_address, _scheduler) = (address, scheduler);
        _whereabouts = new TextWhereabouts(who);
        Begin(first);
    }

    public IObservable<Shown> Lines => _lines;

    public Whereabouts Now => _whereabouts.Now;

    public void Type(string line)
    {
        if (IsQuit(line))
        {
            _hasQuit = true;
            if (_stream is null) _lines.OnCompleted();
        }
        if (_stream is null) _lines.OnNext(new Shown("* not sent: there is no connection"));
        else Send(line);
    }

    public void Dispose()
    {
        _hasQuit = true;
        _connection.Dispose();
    }

    /// <summary>As the server reads commands.</summary>
    public static bool IsQuit(string line) =>
        line.Split(' ', '\t')[0].Equals("/quit", StringComparison.OrdinalIgnoreCase);

    private void Begin(Dialed dialed)
    {
        _stream = dialed.Stream;
        _connection.Disposable = StableCompositeDisposable.Create(dialed,
            Screen.Chunks(_stream, CancellationToken.None)
                .Frames(_address.Framing, Screen.MaxLine, frame => Screen.Printable(Encoding.UTF8.GetString(frame)))
                .ObserveOn(_scheduler)
                .Subscribe(Hear, error => Lost(error.Message), () => Lost(null)));
        foreach (var command in _whereabouts.Opening) Send(command);
    }

    private void Hear(string line)
    {
        _failures = 0;
        _lastNotice = line.StartsWith("* ", StringComparison.Ordinal) ? line[2..] : null;
        if (_whereabouts.Hear(line)) _lines.OnNext(new Shown(line));
        if (_whereabouts.Question() is { } question) Send(question);
    }

    private void Lost(string? why)
    {
        _stream = null;
        _connection.Disposable = Disposable.Empty;
        if (_hasQuit)
        {
            _lines.OnCompleted();
            return;
        }
        _whereabouts.Leave();
        Retry(why ?? (_lastNotice is null ? "the server closed it" : "see above"));
    }

    private void Retry(string why)
    {
        var longest = s_retry * Math.Pow(2, Math.Min(_failures++, 10));
        var wait = Random.Shared.NextDouble() * (longest < s_longestRetry ? longest : s_longestRetry);
        _lines.OnNext(new Shown($"* the connection was lost ({why}); trying again in {wait.TotalSeconds:0.0} s"));
        _connection.Disposable = _scheduler.Schedule(wait, Again);
    }

    private void Again()
    {
        _connection.Disposable = Observable.FromAsync(_address.DialAsync)
            .Timeout(s_longestRetry).ObserveOn(_scheduler).Subscribe(Begin, error => Retry(error.Message));
    }

    private void Send(string line)
    {
        try
        {
            _stream!.Write([.. Encoding.UTF8.GetBytes(line), _address.Delimiter]);
        }
        catch (IOException)
        {
            // Whoever reads from it says why.
        }
    }
}

/// <summary>Where a server speaks text.</summary>
internal sealed record TextAddress(Uri Url, Framing Framing, byte Delimiter)
{
    public Task<Dialed> DialAsync(CancellationToken cancellation) => Dialed.ToAsync(Url, cancellation);
}
