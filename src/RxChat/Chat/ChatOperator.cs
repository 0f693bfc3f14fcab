using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>Commands to events.</summary>
internal static class ChatOperator
{
    /// <summary>Each command is decided, and what was decided is applied at once.</summary>
    /// <param name="commands">In their final order.</param>
    /// <param name="state">Of the chat, which is one subscription's alone.</param>
    /// <param name="limits">Those in force.</param>
    /// <param name="time">The server's.</param>
    /// <param name="ids">Makes the ids of messages.</param>
    /// <param name="people">Told who comes and goes, once it is done; what is answered to that is decided next.</param>
    /// <param name="begin">Begins an effect, whose result comes back as a command.</param>
    /// <param name="traces">Where it is noted what becomes of messages.</param>
    /// <param name="report">Told of a command that makes the chat throw, a bug of ours: it costs that command
    /// alone.</param>
    public static IObservable<ChatEvent> Chat(
        this IObservable<Command> commands,
        ChatState state,
        Func<ChatServerOptions> limits,
        IScheduler time,
        Func<Ulid> ids,
        IObserver<Entry> people,
        Action<Effect> begin,
        Traces traces,
        Action<Exception> report) =>
        Observable.Create<ChatEvent>(observer =>
        {
            var (waiting, isDeciding, hasCompleted) = (new Queue<Command>(), false, false);
            return commands.Subscribe(Take, observer.OnError, Complete);

            // Whoever hears of people may answer within that, and is decided after what it answers.
            void Take(Command command)
            {
                waiting.Enqueue(command);
                if (isDeciding) return;
                isDeciding = true;
                while (waiting.TryDequeue(out var next)) Decide(next);
                isDeciding = false;
                if (hasCompleted) Complete();
            }

            void Decide(Command command)
            {
                try
                {
                    var decision = state.Decide(command, limits(), time.Now);
                    traces.Decided(command, decision.Answer, decision.Effect);
                    var done = decision.Answer as Done;
                    if (!decision.Resumed.IsDefault)
                        foreach (var missed in decision.Resumed) Tell(missed, command);
                    var entry = decision.Message is { } message
                        ? new Said(message, NextIn(message.Room), ids())
                        : decision.Entry;
                    if (entry is Said said) traces.Placed(said);
                    var placed = entry is null ? null : Apply(entry) as Numbered;
                    if (placed is not null && command.Ref is not null) done = new Done(placed.Seq, placed.Id);
                    if (decision.Answer is { } answer and not Done) Tell(answer, command);
                    if (!decision.Then.IsDefault)
                        foreach (var next in decision.Then) Apply(next);
                    if (decision.Effect is { } effect) begin(effect);
                    // What is only kept is done before it is.
                    if (command.Ref is not null && decision is { Effect: null or KeepWithAccount, Answer: not Refused })
                        Tell(done ?? new Done(), command);
                }
                catch (Exception e)
                {
                    report(e);
                }
            }

            // Alone, the place of what is said is the next one.
            long NextIn(string room) => (state.Histories.Of(room)?.Last ?? 0) + 1;

            void Tell(Answer answer, Command asked) => observer.OnNext(new ChatEvent(
                asked.Ref is null ? answer : answer with { Ref = asked.Ref }, Audience.One(asked.By)));

            Entry Apply(Entry entry)
            {
                if (entry is Numbered { Seq: 0 } numbered)
                    entry = numbered with { Seq = NextIn(numbered.In), Id = ids() };
                state.Apply(entry, observer);
                if (entry is Arrived or Joined or Left or Renamed or Departed) people.OnNext(entry);
                return entry;
            }

            void Complete()
            {
                hasCompleted = true;
                if (isDeciding) return;
                state.Apply(new Stopped(), observer);
                observer.OnCompleted();
            }
        });
}
