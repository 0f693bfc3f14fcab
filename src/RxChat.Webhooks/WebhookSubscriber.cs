using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

public static partial class WebhookOperators
{
    /// <summary>The most messages that wait for a service.</summary>
    public const int MostWaiting = 10_000;

    private const int Attempts = 8;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10), s_first = TimeSpan.FromSeconds(1),
        s_longest = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Tells a service what is said in rooms, each room in its order and once the one before is taken: any answer of
    /// 200 to 299. What is not taken is tried again 8 times, after a second, then after twice as long each time or as
    /// <c>Retry-After</c> says; the id of a message stays the same, so that a service knows what it has. What it will
    /// not have (400 to 499 but 408 and 429) or cannot be told is given up. What two say to each other alone is not
    /// told.
    /// </summary>
    /// <param name="events">Of a server.</param>
    /// <param name="webhook">The service.</param>
    /// <param name="scheduler">Where it all happens, one thing at a time; null is the system's.</param>
    /// <returns>What is given up, and why; nothing is told until it is subscribed to.</returns>
    public static IObservable<WebhookFailure> ToWebhook(
        this IObservable<ChatEvent> events, Webhook webhook, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(webhook);
        return Observable.Create<WebhookFailure>(observer =>
        {
            var outbox = new Outbox(webhook, observer, scheduler ?? Scheduler.Default);
            return StableCompositeDisposable.Create(
                events.Where(told => !told.To.IsOne).Select(told => told.Body).OfType<Said>()
                    .Where(said => !said.Message.Room.StartsWith('@'))
                    .Subscribe(outbox.Take, observer.OnError, outbox.Complete),
                outbox);
        });
    }

    private sealed class Outbox(Webhook webhook, IObserver<WebhookFailure> failures, IScheduler scheduler) : IDisposable
    {
        // Events come on the server's loop, and answers on another thread.
        private readonly Lock _one = new();
        private readonly Dictionary<string, Queue<Said>> _rooms = [];
        private readonly CompositeDisposable _underWay = [];
        private int _waiting;
        private bool _hasCompleted;

        public void Take(Said said)
        {
            lock (_one)
            {
                if (_waiting == MostWaiting)
                {
                    failures.OnNext(new WebhookFailure(said, $"{MostWaiting} messages wait already"));
                    return;
                }
                _waiting++;
                if (_rooms.TryGetValue(said.Message.Room, out var behind)) behind.Enqueue(said);
                else
                {
                    _rooms[said.Message.Room] = new Queue<Said>();
                    Tell(said);
                }
            }
        }

        public void Complete()
        {
            lock (_one)
            {
                _hasCompleted = true;
                if (_waiting == 0) failures.OnCompleted();
            }
        }

        public void Dispose() => _underWay.Dispose();

        private void Tell(Said said)
        {
            var telling = new SingleAssignmentDisposable();
            _underWay.Add(telling);
            telling.Disposable = Try(said, WebhookJson.Of(said), attempt: 1)
                .Subscribe(problem =>
                {
                    if (problem is not null) failures.OnNext(new WebhookFailure(said, problem));
                }, () =>
                {
                    _underWay.Remove(telling);
                    Next(said.Message.Room);
                });
        }

        /// <summary>Why it is given up; null when it is taken.</summary>
        private IObservable<string?> Try(Said said, byte[] json, int attempt) =>
            Observable.FromAsync(c => webhook.PostAsync($"msg_{said.Id}", scheduler.Now, json, c), scheduler)
                // Not on the loop, which tells of what was said.
                .SubscribeOn(scheduler)
                .Timeout(s_timeout, scheduler)
                .Select(answer => (Problem: Problem(answer.Status), IsFinal: IsFinal(answer.Status),
                    Wait: answer.RetryAfter))
                .Catch((Exception e) => Observable.Return<(string?, bool, TimeSpan?)>(
                    (e is TimeoutException ? $"no answer within {s_timeout.TotalSeconds} s" : e.Message, false, null)))
                .SelectMany(told => told.Item1 is null || told.Item2 || attempt == Attempts
                    ? Observable.Return(told.Item1)
                    : Observable.Timer(Wait(told.Item3, attempt), scheduler)
                        .SelectMany(_ => Try(said, json, attempt + 1)));

        private static string? Problem(HttpStatusCode status) =>
            (int)status is >= 200 and < 300 ? null : $"it answered {(int)status}";

        private static bool IsFinal(HttpStatusCode status) => (int)status is >= 400 and < 500
            && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

        private static TimeSpan Wait(TimeSpan? asked, int attempt)
        {
            var wait = asked is { Ticks: > 0 } given ? given : s_first * Math.Pow(2, attempt - 1);
            return wait < s_longest ? wait : s_longest;
        }

        private void Next(string room)
        {
            lock (_one)
            {
                _waiting--;
                if (_rooms[room].TryDequeue(out var next)) Tell(next);
                else _rooms.Remove(room);
                if (_hasCompleted && _waiting == 0) failures.OnCompleted();
            }
        }
    }
}

/// <summary>A message that a service was not told.</summary>
/// <param name="Said">Which.</param>
/// <param name="Reason">Why.</param>
public sealed record WebhookFailure(Said Said, string Reason);
