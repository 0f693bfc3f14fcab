using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>What becomes of a message whose work failed or took too long.</summary>
public enum WhenFailed
{
    /// <summary>It is not said, and its sender is told.</summary>
    Reject,

    /// <summary>It is said as it was.</summary>
    Pass,
}

public static partial class FilterOperators
{
    /// <summary>
    /// For slow or asynchronous work (a lookup over HTTP, a classifier): each message passes, changed or not, when its
    /// work is done. Each sender's order stays, the loop is never held, and what waits is bounded. Work that fails
    /// costs its own message alone: it is logged, and the sender told.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="work">Starts the work and returns at once; its result is said, null drops the message. Cancelled
    /// when the filter ends.</param>
    /// <param name="waiting">The most messages that wait; one more is rejected.</param>
    /// <param name="scheduler">Where results come back; null leaves them on the thread that finished the work. Give it
    /// the one the filter was given.</param>
    public static IObservable<ChatMessage> SelectInOrder(
        this IObservable<ChatMessage> messages,
        Func<ChatMessage, CancellationToken, Task<ChatMessage?>> work,
        int waiting = 1000,
        IScheduler? scheduler = null) =>
        messages.SelectInOrder(work, timeout: null, WhenFailed.Reject, waiting, scheduler);

    /// <summary>As the other, for work that has its time, and with a choice for a service that is down.</summary>
    /// <param name="messages">What was said.</param>
    /// <param name="work">Starts the work and returns at once; its result is said, null drops the message. Cancelled
    /// when its time is over, and when the filter ends.</param>
    /// <param name="timeout">How long the work for one message may take.</param>
    /// <param name="whenFailed">What becomes of a message whose work throws or takes longer.</param>
    /// <param name="waiting">The most messages that wait; one more is rejected.</param>
    /// <param name="scheduler">Where results come back, and the timer; null leaves results on the thread that finished
    /// the work. Give it the one the filter was given.</param>
    public static IObservable<ChatMessage> SelectInOrder(
        this IObservable<ChatMessage> messages,
        Func<ChatMessage, CancellationToken, Task<ChatMessage?>> work,
        TimeSpan timeout,
        WhenFailed whenFailed = WhenFailed.Reject,
        int waiting = 1000,
        IScheduler? scheduler = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        return messages.SelectInOrder(work, (TimeSpan?)timeout, whenFailed, waiting, scheduler);
    }

    private static IObservable<ChatMessage> SelectInOrder(
        this IObservable<ChatMessage> messages,
        Func<ChatMessage, CancellationToken, Task<ChatMessage?>> work,
        TimeSpan? timeout,
        WhenFailed whenFailed,
        int waiting,
        IScheduler? scheduler)
    {
        ArgumentNullException.ThrowIfNull(work);
        return messages.InOrder(Result, waiting, "too much waits, try later", nameof(SelectInOrder));

        IObservable<ChatMessage> Result(ChatMessage message)
        {
            // With a scheduler no thread of the pool lies in between: virtual time waits for nothing but itself.
            var result = scheduler is null
                ? Observable.FromAsync(cancellation => work(message, cancellation))
                : Observable.FromAsync(cancellation => work(message, cancellation), scheduler);
            if (timeout is { } most)
            {
                var late = Observable.Throw<ChatMessage?>(new LateWorkException(nameof(SelectInOrder), most));
                result = result.Timeout(most, late, scheduler ?? Scheduler.Default);
            }
            return result
                .Catch((Exception error) => Observable.Return(Failed(message, error)))
                .Where(done => done is not null)
                .Select(done => done!);
        }

        ChatMessage? Failed(ChatMessage message, Exception error)
        {
            message.Report(error);
            if (whenFailed == WhenFailed.Pass) return message;
            message.Reject($"not said: a filter {(error is LateWorkException ? "took too long" : "failed")}");
            return null;
        }
    }
}
