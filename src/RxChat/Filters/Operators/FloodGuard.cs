using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// Of each sender, more than <paramref name="count"/> messages in a window of <paramref name="per"/> is a flood:
    /// the first is answered with a warning, the next with silence for <paramref name="mute"/>, the one after that with
    /// the end of the connection. Floods are forgotten ten mutes (and a window) after the last. A sender is an account,
    /// else an address, else a connection; so for everyone, who comes back under another name is still known.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="count">How many messages are no flood yet.</param>
    /// <param name="per">In what time.</param>
    /// <param name="mute">How long a second flood silences its sender.</param>
    /// <param name="scheduler">The clock; null is the system's.</param>
    public static IObservable<ChatMessage> FloodGuard(
        this IObservable<ChatMessage> messages, int count, TimeSpan per, TimeSpan mute, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(mute, TimeSpan.Zero);
        var clock = scheduler ?? Scheduler.Default;
        return Observable.Defer(() =>
        {
            var watch = clock.StartStopwatch();
            var senders = new Recent<SenderKey, Flooder>(per + (mute * Remembered));
            return messages.Where(message =>
            {
                if (!Entered(message, nameof(FloodGuard))) return false;
                var now = watch.Elapsed;
                return senders.Touch(SenderKey.Of(message), now).Passes(message, now, count, per, mute);
            });
        });
    }

    // In mutes.
    private const int Remembered = 10;

    private sealed class Flooder
    {
        private SlidingWindow _window = new();
        private TimeSpan _mutedUntil;
        private TimeSpan _lastFlood;
        private int _floods;

        public bool Passes(ChatMessage message, TimeSpan now, int count, TimeSpan per, TimeSpan mute)
        {
            if (now < _mutedUntil)
            {
                message.Reject($"you are muted for another {Math.Ceiling((_mutedUntil - now).TotalSeconds):0} s");
                return false;
            }
            if (_window.TryPass(now, count, per)) return true;
            _window = new SlidingWindow();
            if (now - _lastFlood >= per + (mute * Remembered)) _floods = 0;
            _lastFlood = now;
            switch (++_floods)
            {
                case 1:
                    message.Reject(
                        $"slow down: more than {count} messages in {per.TotalSeconds:0.###} s, "
                        + "next time you are muted");
                    break;
                case 2:
                    _mutedUntil = now + mute;
                    message.Reject($"you are muted for {mute.TotalSeconds:0.###} s, next time you are disconnected");
                    break;
                default:
                    message.Disconnect("disconnected for flooding");
                    break;
            }
            return false;
        }
    }
}
