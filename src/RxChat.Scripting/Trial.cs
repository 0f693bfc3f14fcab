using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat.Scripting;

/// <summary>What a filter did wrong in its trial.</summary>
/// <param name="Message">To be read after the filter's name.</param>
/// <param name="Error">What it threw, if it did.</param>
internal sealed record TrialFailure(string Message, Exception? Error = null);

/// <summary>One message through a filter in virtual time, and a minute for what it delays.</summary>
internal sealed class Trial : IObserver<ChatMessage>
{
    /// <summary>More than a server takes for one message.</summary>
    private const int MostOutput = 1000;

    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_while = TimeSpan.FromMinutes(1);

    private int _output;
    private Exception? _error;

    public static TrialFailure? Of(MessageFilter? filter) => filter is null ? null : new Trial().Run(filter);

    public void OnNext(ChatMessage value)
    {
        // Thrown, because nothing else ends a loop that does not ask whether it is still wanted.
        if (++_output > MostOutput) throw new EndlessException();
    }

    public void OnError(Exception error) => _error ??= error;

    public void OnCompleted()
    {
        // It may have had enough; a server tells those who go on speaking.
    }

    private TrialFailure? Run(MessageFilter filter)
    {
        var time = new HistoricalScheduler(s_start);
        using var said = new Subject<ChatMessage>();
        var subscribed = false;
        var messages = Observable.Create<ChatMessage>(observer =>
        {
            subscribed = true;
            return said.Subscribe(observer);
        });
        IDisposable subscription = Disposable.Empty;
        try
        {
            if (filter(messages, time) is not { } output) return new TrialFailure("gives null instead of messages");
            subscription = output.Subscribe(this);
            said.OnNext(new ChatMessage("alice", "lobby", "hello", time.Now));
            time.AdvanceBy(s_while);
            said.OnCompleted();
            time.AdvanceBy(s_while);
        }
        catch (Exception e)
        {
            OnError(e);
        }
        finally
        {
            subscription.Dispose();
        }
        return _error is EndlessException ? new TrialFailure($"puts out more than {MostOutput} messages for one")
            : _error is not null ? new TrialFailure($"throws {_error.GetType().Name}: {_error.Message}", _error)
            : !subscribed ? new TrialFailure("never subscribes to its messages")
            : null;
    }

    private sealed class EndlessException : Exception;
}
