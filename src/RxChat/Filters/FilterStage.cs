using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>Where a filter is attached: messages go through it, all other commands past it.</summary>
internal static class FilterStage
{
    /// <summary>
    /// What a filter throws costs the message it was given and the filter's state: it is reported, and subscribed anew for the next
    /// message. What a filter puts out off the loop is brought back to it.
    /// </summary>
    public static IObservable<Command> Filter(
        this IObservable<Command> commands, MessageFilter? filter, IScheduler time, Action<Exception> report) =>
        filter is null
            ? commands
            : commands.Publish(all => all
                .Where(command => command is not ChatMessage)
                .Merge(all.OfType<ChatMessage>().Through(filter, time, report)));

    private static IObservable<ChatMessage> Through(
        this IObservable<ChatMessage> messages, MessageFilter filter, IScheduler time, Action<Exception> report) =>
        Observable.Create<ChatMessage>(observer =>
        {
            var pipeline = new SerialDisposable();
            Subject<ChatMessage>? input = null;

            void Rebuild()
            {
                var fresh = input = new Subject<ChatMessage>();
                void Failed(Exception e)
                {
                    if (input == fresh) input = null;
                    report(e);
                }
                try
                {
                    pipeline.Disposable = filter(fresh.AsObservable(), time).OnLoop(time, report).Subscribe(observer.OnNext, Failed, observer.OnCompleted);
                }
                catch (Exception e)
                {
                    Failed(e);
                }
            }

            Rebuild();
            var source = messages.Subscribe(
                message =>
                {
                    if (input is null) Rebuild();
                    input?.OnNext(message);
                },
                observer.OnError,
                () =>
                {
                    if (input is null) observer.OnCompleted();
                    else input.OnCompleted();
                });
            return StableCompositeDisposable.Create(source, pipeline);
        });

    /// <summary>Brings what comes on another thread back to the loop, in order, and reports the first.</summary>
    private static IObservable<ChatMessage> OnLoop(this IObservable<ChatMessage> messages, IScheduler time, Action<Exception> report)
    {
        if (time is not EventLoop loop) return messages;
        var reported = 0;
        return messages.SelectMany(message =>
        {
            if (loop.IsCurrent) return Observable.Return(message);
            if (Interlocked.Exchange(ref reported, 1) == 0)
                report(new InvalidOperationException("a filter puts messages out on a thread of its own; pass it the scheduler it was given"));
            return Observable.Return(message, loop);
        });
    }
}
