using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using BenchmarkDotNet.Attributes;

namespace RxChat.Benchmarks;

/// <summary>A message that passes the filter stage, with so many operators in it.</summary>
public class FilterBenchmarks
{
    private static readonly Func<IObservable<ChatMessage>, IScheduler, IObservable<ChatMessage>>[] s_operators =
    [
        (messages, _) => messages.MaxLength(500),
        (messages, time) => messages.RateLimit(100, TimeSpan.FromSeconds(0.1), time),
        (messages, _) => messages.Reject("casino|lottery"),
        (messages, time) => messages.Mute("mallory", TimeSpan.FromDays(1000), time),
        (messages, time) => messages.DropRepeats(TimeSpan.FromMilliseconds(1), time),
        (messages, _) => messages.Censor("damn", "heck"),
        (messages, time) => messages.FloodGuard(100, TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(10), time),
        (messages, time) => messages.SlowMode(TimeSpan.FromMilliseconds(1), null, time),
        (messages, _) => messages.Where(message => message.Room.Length > 0),
        (messages, _) => messages.Do(_ => { }),
    ];

    private readonly Subject<Command> _commands = new();
    private readonly HandClock _clock = new();
    private readonly ChatMessage _message = Payload.Message(Payload.Person());
    private long _passed;

    [Params(0, 1, 5, 10)]
    public int Operators { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        MessageFilter? filter = Operators == 0 ? null
            : (messages, time) => s_operators.Take(Operators).Aggregate(messages, (so, next) => next(so, time));
        var context =
            new FilterContext(
                new Filters(filter, forEveryone: null),
                _clock,
                () => TimeSpan.Zero,
                Observable.Never<Entry>(),
                (_, e) => throw e);
        _commands.FilterPerClient(context).Subscribe(command => _passed += command is ChatMessage ? 1 : 0);
        for (var i = 0; i < 1000; i++) Pass();
        if (_passed != 1000) throw new InvalidOperationException($"{_passed} of 1000 messages passed");
    }

    [Benchmark]
    public void Pass()
    {
        _clock.Step();
        _commands.OnNext(_message);
    }
}
