using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>
/// Work that the chat asks for outside itself. Its results are commands of one more source; until one is there, the
/// client's later commands wait, so each client has one effect under way at most.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "completed by the server's end, and holds nothing but observers")]
internal sealed class Effects(Settings settings, IScheduler scheduler, Action<Effect, Exception> report)
{
    /// <summary>What takes longer gives nothing.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // Results go round: what the chat begins here comes back to the chat.
    private readonly Subject<Effect> _begun = new();
    private readonly Dictionary<long, Action?> _underWay = [];

    /// <summary>
    /// The results, on the loop, each on a turn of its own. Completes after <see cref="Complete"/>, when none is under
    /// way.
    /// </summary>
    public IObservable<Command> Results =>
        _begun.SelectMany(effect => ResultOf(effect).Do(_ => { }, () => End(effect.By)));

    /// <summary>Begins an effect.</summary>
    public void Begin(Effect effect)
    {
        _underWay.Add(effect.By, null);
        _begun.OnNext(effect);
    }

    /// <summary>
    /// Whether one is under way that the client asked for; if so, calls back when it is worth asking again.
    /// </summary>
    public bool IsUnderWay(long client, Action resume)
    {
        if (_underWay.Count == 0 || !_underWay.ContainsKey(client)) return false;
        _underWay[client] = resume;
        return true;
    }

    /// <summary>Nobody is left to ask for more.</summary>
    public void Complete() => _begun.OnCompleted();

    private IObservable<Command> ResultOf(Effect effect) => effect switch
    {
        ReadMotd => OffLoop(effect, settings.Options.Motd!)
            .Select(text => new GiveMotd(effect.By, text is null ? null : Text.Clean(text).TrimEnd('\n'))),
        _ => throw new InvalidOperationException($"nothing does {effect}"),
    };

    // What fails gives nothing, and is reported.
    private IObservable<string?> OffLoop(Effect effect, Func<CancellationToken, Task<string>> work) =>
        Observable.FromAsync(work, scheduler)
            .Timeout(s_patience, scheduler)
            .Select(text => (string?)text)
            .Catch<string?, Exception>(error =>
            {
                report(effect, error);
                return Observable.Return<string?>(null);
            });

    private void End(long client)
    {
        if (_underWay.Remove(client, out var resume)) resume?.Invoke();
    }
}
