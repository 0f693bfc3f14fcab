using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// For slow or asynchronous work (a lookup over HTTP, a classifier): each message passes, changed or not, when its
    /// work is done. Each sender's order stays, the loop is never held, and what waits is bounded.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="work">Starts the work and returns at once; its result is said, null drops the message. What it
    /// throws is the filter's failure. Cancelled when the filter ends.</param>
    /// <param name="waiting">The most messages that wait; one more is rejected.</param>
    /// <param name="scheduler">Where results come back; null leaves them on the thread that finished the work. Give it
    /// the one the filter was given.</param>
    public static IObservable<ChatMessage> SelectInOrder(
        this IObservable<ChatMessage> messages,
        Func<ChatMessage, CancellationToken, Task<ChatMessage?>> work,
        int waiting = 1000,
        IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return messages.InOrder(
            message =>
            {
                // With a scheduler no thread of the pool lies in between, so that
                // virtual time waits for nothing but itself.
                var result = scheduler is null
                    ? Observable.FromAsync(cancellation => work(message, cancellation))
                    : Observable.FromAsync(cancellation => work(message, cancellation), scheduler);
                return result.Where(done => done is not null).Select(done => done!);
            },
            waiting,
            "too much waits, try later");
    }
}
