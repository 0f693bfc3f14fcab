using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// Rejects what the same sender has said in the same room within the time before, whatever the case; saying it
    /// again starts the time anew.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="within">How long a text is remembered.</param>
    /// <param name="scheduler">The clock; null is the system's.</param>
    public static IObservable<ChatMessage> DropRepeats(this IObservable<ChatMessage> messages, TimeSpan within,
        IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(within, TimeSpan.Zero);
        var clock = scheduler ?? Scheduler.Default;
        return Observable.Defer(() =>
        {
            var watch = clock.StartStopwatch();
            var said = new Recent<(long, string, string), Repeats>(within);
            return messages.RejectWhere(
                message =>
                {
                    var text = Shortened(new FoldedText(message.Text).Text);
                    return said.Touch((message.ClientId, message.Room, text), watch.Elapsed).Count++ > 0;
                },
                "you said that already");
        });
    }

    // Of a long text what tells it from others: 100,000 of 64 KB each would be gigabytes.
    private static string Shortened(string text) =>
        text.Length <= 64 ? text : Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));

    private sealed class Repeats
    {
        public int Count { get; set; }
    }
}
