using System.Reactive.Linq;
using System.Reactive.Subjects;
using BenchmarkDotNet.Attributes;

namespace RxChat.Benchmarks;

/// <summary>The one gate: what merging many clients into one order costs each command.</summary>
public class GateBenchmarks
{
    private readonly Subject<Command> _alone = new();
    private readonly Subject<IObservable<Command>> _clients = new();
    private readonly ChatMessage _message = Payload.Message(Payload.Person());
    private Subject<Command>[] _sources = [];
    private int _next;
    private long _passed;

    [Params(1, 1000)]
    public int Clients { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _sources = [.. Enumerable.Range(0, Clients).Select(_ => new Subject<Command>())];
        // As the server has it: its own commands, the clock's, and those of all clients.
        var stop = new Subject<Command>();
        stop.Merge(Observable.Never<Command>().TakeUntil(stop)).Merge(_clients.Merge()).Subscribe(_ => _passed++);
        foreach (var source in _sources) _clients.OnNext(source);
        _alone.Subscribe(_ => _passed++);
    }

    [Benchmark(Baseline = true)]
    public void NoGate() => _alone.OnNext(_message);

    [Benchmark]
    public void Gate()
    {
        _sources[_next].OnNext(_message);
        if (++_next == _sources.Length) _next = 0;
    }
}
