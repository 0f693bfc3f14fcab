using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>
/// The commands that their clients have given a name and that are not answered yet. Each is answered once: the first
/// answer counts, and what a filter keeps to itself is answered when it has had its time.
/// </summary>
internal sealed class OpenRefs(IScheduler scheduler)
{
    /// <summary>How long a command may stay unanswered.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The most of all clients; beyond it the oldest has had its time.</summary>
    public const int Most = 1_000_000;

    private readonly Dictionary<(long By, string Ref), LinkedListNode<Open>> _open = [];
    private readonly LinkedList<Open> _byAge = new();

    public int Count => _open.Count;

    /// <summary>A command goes on its way.</summary>
    public void Begin(Command command)
    {
        if (command.Ref is { } name) Begin(command.By, name);
    }

    /// <summary>Lets each answer through that is the first.</summary>
    public IObservable<ChatEvent> AnswerOnce(IObservable<ChatEvent> events) => events.Where(
        told => told.Body is not (Done or Refused) || ((Answer)told.Body).Ref is not { } name
            || End(told.To.Only, name));

    /// <summary>What is refused now because nobody has answered.</summary>
    /// <param name="isUnderWay">Whether something is that a client asked for, which will be answered.</param>
    public IEnumerable<Command> Overdue(Func<long, bool> isUnderWay)
    {
        while (_byAge.First is { Value: var oldest } && (oldest.Due <= scheduler.Elapsed() || _open.Count > Most))
        {
            if (_open.Count <= Most && isUnderWay(oldest.By))
            {
                Begin(oldest.By, oldest.Ref);
                continue;
            }
            yield return new Refuse(oldest.By, new Dropped()) { Ref = oldest.Ref };
            // By its answer, unless its client is gone.
            End(oldest.By, oldest.Ref);
        }
    }

    private void Begin(long by, string name)
    {
        End(by, name);
        _open[(by, name)] = _byAge.AddLast(new Open(scheduler.Elapsed() + Patience, by, name));
    }

    private bool End(long by, string name)
    {
        if (!_open.Remove((by, name), out var open)) return false;
        _byAge.Remove(open);
        return true;
    }

    private readonly record struct Open(TimeSpan Due, long By, string Ref);
}
