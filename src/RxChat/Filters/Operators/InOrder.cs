using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// Passes each message when what it waits for (null is nothing) has come, and never
    /// before an earlier one of its sender.
    /// </summary>
    internal static IObservable<ChatMessage> InOrder(
        this IObservable<ChatMessage> messages,
        Func<ChatMessage, IObservable<ChatMessage>?> wait,
        int waiting,
        string full,
        [CallerMemberName] string step = "")
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(waiting);
        return Observable.Create<ChatMessage>(observer =>
        {
            var queues =
                new InOrderQueues(observer, message => { message.Enter(step); return wait(message); }, waiting, full);
            return StableCompositeDisposable.Create(messages.Subscribe(queues), queues);
        });
    }

    private sealed class InOrderQueues(
        IObserver<ChatMessage> observer,
        Func<ChatMessage, IObservable<ChatMessage>?> wait,
        int most,
        string full) : IObserver<ChatMessage>, IDisposable
    {
        // What is waited for may come on any thread.
        private readonly Lock _one = new();
        private readonly Dictionary<long, Queue<ChatMessage>> _behind = [];
        private readonly CompositeDisposable _underWay = [];
        private int _waiting;
        private bool _completed;

        public void OnNext(ChatMessage value)
        {
            lock (_one) Take(value);
        }

        public void OnError(Exception error)
        {
            lock (_one) observer.OnError(error);
        }

        public void OnCompleted()
        {
            lock (_one)
            {
                _completed = true;
                if (_waiting == 0) observer.OnCompleted();
            }
        }

        public void Dispose() => _underWay.Dispose();

        private void Take(ChatMessage value)
        {
            if (_behind.TryGetValue(value.ClientId, out var queue))
            {
                if (HasRoom(value)) queue.Enqueue(value);
            }
            else if (wait(value) is { } result)
            {
                if (HasRoom(value)) Begin(value.ClientId, result);
            }
            else observer.OnNext(value);
        }

        private bool HasRoom(ChatMessage message)
        {
            if (_waiting < most)
            {
                _waiting++;
                return true;
            }
            message.Reject(full);
            return false;
        }

        private void Begin(long sender, IObservable<ChatMessage> result)
        {
            _behind.TryAdd(sender, new Queue<ChatMessage>());
            var subscription = new SingleAssignmentDisposable();
            _underWay.Add(subscription);
            subscription.Disposable = result.Subscribe(Pass, OnError, () =>
            {
                _underWay.Remove(subscription);
                lock (_one) Next(sender);
            });
        }

        private void Pass(ChatMessage done)
        {
            lock (_one) observer.OnNext(done);
        }

        private void Next(long sender)
        {
            _waiting--;
            var queue = _behind[sender];
            while (queue.TryDequeue(out var message))
            {
                if (wait(message) is { } result)
                {
                    Begin(sender, result);
                    return;
                }
                _waiting--;
                observer.OnNext(message);
            }
            _behind.Remove(sender);
            if (_completed && _waiting == 0) observer.OnCompleted();
        }
    }
}
