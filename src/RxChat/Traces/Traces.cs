using System.Globalization;
using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>
/// What became of the last messages, stage by stage, for whoever asks why one did not arrive. Each stage says what it
/// did with a message; written and read on the loop.
/// </summary>
/// <param name="settings">How many.</param>
/// <param name="scheduler">The server's.</param>
/// <param name="sentence">Puts a refusal into words.</param>
internal sealed class Traces(Settings settings, IScheduler scheduler, Func<Refusal, string> sentence)
{
    // Of connections for which any of them may wait.
    private readonly HashSet<long> _behind = [];
    private Journey[] _last = [];
    private long _number;

    private TimeSpan Now => (scheduler as EventLoop)?.Elapsed ?? scheduler.Elapsed();

    /// <summary>A message has come.</summary>
    public void Begin(ChatMessage message)
    {
        var most = settings.Options.Traces;
        if (most == 0) return;
        if (_last.Length != most) _last = new Journey[most];
        message.Trace = ++_number;
        var journey = _last[_number % most] ??= new Journey();
        journey.Begin(_number, message, scheduler.Now, Now);
        journey.Add(new Step(Now, StepKind.Heard, message.Sender));
    }

    /// <summary>A filter is given it.</summary>
    public void Entered(ChatMessage message, string filter)
    {
        if (Of(message) is not { } journey) return;
        journey.Enters(message.Text);
        journey.Add(new Step(Now, StepKind.LetIn, filter));
    }

    /// <summary>A filter has put it out.</summary>
    public void Left(ChatMessage message, string filter)
    {
        if (Of(message) is not { } journey) return;
        journey.Add(journey.IsOther(message.Text)
            ? new Step(Now, StepKind.Changed, filter, journey.IsPrivate ? "another text" : Text.Quote(message.Text))
            : new Step(Now, StepKind.Passed, filter));
    }

    /// <summary>A filter has said something of it.</summary>
    public void Answered(ChatMessage message, string filter, Command outcome) => Of(message)?.Add(
        outcome is Refuse { Refusal: Filtered { Reason: var reason } }
            ? new Step(Now, StepKind.Rejected, filter, reason)
            : new Step(Now, StepKind.Sent, filter, Number: outcome.By));

    /// <summary>What the chat has decided of a message, where that is not that it is said.</summary>
    /// <param name="command">Of which something was decided.</param>
    /// <param name="answer">What is told to who said it; null is nothing.</param>
    /// <param name="effect">What it waits for; null is nothing.</param>
    public void Decided(Command command, Answer? answer, Effect? effect)
    {
        var message = command is GiveFound { Asked: var asked } ? asked as ChatMessage : command as ChatMessage;
        if (message is null || Of(message) is not { } journey) return;
        if (answer is Refused { Refusal: var refusal }) journey.Add(new Step(Now, StepKind.Refused, refusal));
        else if (answer is Done done) journey.Add(new Step(Now, StepKind.SaidBefore, Number: done.Seq));
        else if (effect is not null)
            journey.Add(new Step(Now, StepKind.Waits, effect is FindSaid ? "the history" : "the accounts"));
    }

    /// <summary>It has its place.</summary>
    public void Placed(Said said)
    {
        // Of a filter's own.
        if (said.Message.Trace == 0) Begin(said.Message);
        if (Of(said.Message) is not { } journey) return;
        journey.Take(said);
        journey.Add(new Step(Now, StepKind.Said, Number: said.Seq));
    }

    /// <summary>It is written for those who listen on an encoding.</summary>
    public void Wrote(Said said, string encoding, int bytes, int clients) =>
        Of(said.Message)?.Add(new Step(Now, StepKind.Wrote, encoding, Number: bytes, Other: clients));

    /// <summary>Somebody it was for does not want to hear it.</summary>
    public void Hid(Said said, long connection) =>
        Of(said.Message)?.Add(new Step(Now, StepKind.Hidden, Number: connection));

    /// <summary>Somebody it was for takes nothing now: it waits for them.</summary>
    public void Waits(Said said, long connection, long waiting)
    {
        if (Of(said.Message) is not { } journey || !journey.Behind.Add(connection)) return;
        _behind.Add(connection);
        journey.Add(new Step(Now, StepKind.Blocked, Number: connection, Other: waiting));
    }

    /// <summary>What has become of what waited for somebody.</summary>
    public void Ended(long connection, string how)
    {
        if (!_behind.Remove(connection)) return;
        foreach (var journey in _last)
        {
            if (journey is { Behind.Count: > 0 } && journey.Behind.Remove(connection))
                journey.Add(new Step(Now, StepKind.Ended, how, Number: connection));
        }
    }

    /// <summary>The last of those that something names: an id, a key, a ref, <c>room/number</c>, or who said it.
    /// </summary>
    /// <param name="of">That.</param>
    /// <param name="most">How many.</param>
    /// <param name="present">Who was in a room when a number was said there.</param>
    public IEnumerable<Trace> Find(string of, int most, Func<string, long, IReadOnlyList<string>> present) => _last
        .Where(journey => journey is { Number: > 0 } && IsOf(journey, of))
        .OrderByDescending(journey => journey.Number).Take(most)
        .Select(journey => journey.Report(journey.Seq > 0 ? present(journey.Room, journey.Seq) : [], sentence));

    private static bool IsOf(Journey journey, string of) =>
        (journey.Seq > 0 && (of.Equals($"{journey.Id}", StringComparison.OrdinalIgnoreCase)
            || of.Equals(string.Create(CultureInfo.InvariantCulture, $"{journey.Room}/{journey.Seq}"),
                StringComparison.OrdinalIgnoreCase)))
        || journey.Key == of || journey.Ref == of || Names.Comparer.Equals(journey.From, of);

    private Journey? Of(ChatMessage message)
    {
        if (message.Trace == 0 || _last.Length == 0) return null;
        var journey = _last[message.Trace % _last.Length];
        return journey?.Number == message.Trace ? journey : null;
    }
}
