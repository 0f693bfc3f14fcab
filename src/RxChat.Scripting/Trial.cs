using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat.Scripting;

/// <summary>
/// A few messages of two people through a filter in virtual time, in the pipeline that a server would run it in, and a
/// minute for what it delays.
/// </summary>
internal sealed class Trial : IObserver<Command>
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_while = TimeSpan.FromMinutes(1);
    private static readonly string[] s_said = ["hello", "how are you?", "fine", "goodbye"];

    private static readonly Person[] s_people =
        [new(1, "alice", Peer: new Peer("line", "192.0.2.1")), new(2, "bob", Peer: new Peer("nul", "192.0.2.2"))];

    private readonly List<string> _warnings = [];
    private int _subscriptions;
    private Exception? _error;
    private string? _problem;

    /// <summary>What is wrong with it, to be read after its name; null is nothing.</summary>
    public string? Problem => _error is not null and not FilterFault
        ? $"throws {_error.GetType().Name}: {_error.Message}"
        : _problem;

    /// <summary>What it threw, if that is what is wrong.</summary>
    public Exception? Error => _error is FilterFault ? null : _error;

    /// <summary>What is hardly meant, to be read after its name.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public static Trial Of(MessageFilter? filter)
    {
        var trial = new Trial();
        if (filter is not null) trial.Run(filter);
        return trial;
    }

    void IObserver<Command>.OnNext(Command value)
    {
        // What passes, and who is told what, is its own business.
    }

    void IObserver<Command>.OnError(Exception error)
    {
        // A pipeline reports instead.
    }

    void IObserver<Command>.OnCompleted()
    {
        // A pipeline says that it is done instead.
    }

    private void Run(MessageFilter filter)
    {
        var time = new HistoricalScheduler(s_start);
        using var people = new Subject<Entry>();
        // Work for a message may need real time, or somebody who is not there yet: that is no fault of the filter.
        var context = new FilterContext(new Filters(null, null), time, () => TimeSpan.Zero, people, Report)
        {
            ReportWork = static (_, _) => { },
        };
        var pipeline = new FilterPipeline(Watched, "in its trial", this, context, _ => { });
        foreach (var person in s_people)
        {
            people.OnNext(new Arrived(person));
            people.OnNext(new Joined(person, "lobby", (int)person.Id));
        }
        time.AdvanceBy(TimeSpan.FromSeconds(1));
        for (var n = 0; n < s_said.Length && _error is null; n++)
        {
            if (pipeline.IsDone)
            {
                _warnings.Add(n == 0
                    ? "ends before anything is said, and rejects everything"
                    : $"ends after {n} message{(n == 1 ? "" : "s")}, and rejects whatever is said after that");
                return;
            }
            pipeline.Take(new ChatMessage(s_people[n % 2], "lobby", s_said[n], time.Now));
            time.AdvanceBy(s_while);
        }
        if (_error is null) AskCommands(pipeline, time);
        foreach (var person in s_people) people.OnNext(new Departed(person));
        pipeline.Complete();
        time.AdvanceBy(s_while);
        pipeline.Dispose();
        if (_subscriptions == 0) _problem ??= "never subscribes to its messages";
        if (_subscriptions > 1)
            _warnings.Add("subscribes to its messages more than once, so it may say everything as often; use "
                + "messages.Publish(said => ...) to look at them in two ways");

        IObservable<ChatMessage> Watched(IObservable<ChatMessage> messages, IScheduler scheduler)
        {
            var counted = Observable.Create<ChatMessage>(observer =>
            {
                _subscriptions++;
                return messages.Subscribe(observer);
            });
            if (filter(counted, scheduler) is { } output) return output;
            _problem = "gives null instead of messages";
            return Observable.Never<ChatMessage>();
        }
    }

    // What people type after a command is anything, so who takes it for a number should say so; it is no reason to
    // refuse a file.
    private void AskCommands(FilterPipeline pipeline, HistoricalScheduler time)
    {
        foreach (var word in pipeline.Commands.Words.ToArray().TakeWhile(_ => !pipeline.IsDone))
        {
            pipeline.Take(new SlashCommand(new ChatMessage(s_people[0], "lobby", s_said[0], time.Now), word));
            time.AdvanceBy(s_while);
            if (_error is not null)
                _warnings.Add($"fails when it is asked /{word} {s_said[0]}: {_error.GetType().Name}: {_error.Message}");
            (_error, _problem) = (null, null);
        }
    }

    private void Report(string name, Exception error)
    {
        _error ??= error;
        if (error is FilterFault fault) _problem ??= fault.What;
    }
}
