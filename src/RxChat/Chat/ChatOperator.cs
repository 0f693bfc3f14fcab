using System.Reactive.Linq;

namespace RxChat;

/// <summary>Commands to events.</summary>
internal static class ChatOperator
{
    /// <summary>One chat per subscription: each command is decided, and what was decided is applied at once.</summary>
    /// <param name="commands">In their final order.</param>
    /// <param name="limits">Those in force.</param>
    /// <param name="begin">Begins an effect, whose result comes back as a command.</param>
    /// <param name="report">Told of a command that makes the chat throw, a bug of ours: it costs that command
    /// alone.</param>
    public static IObservable<ChatEvent> Chat(
        this IObservable<Command> commands, Func<ChatServerOptions> limits, Action<Effect> begin,
        Action<Exception> report) =>
        Observable.Create<ChatEvent>(observer =>
        {
            var state = new ChatState();
            return commands.Subscribe(Take, observer.OnError, Complete);

            void Take(Command command)
            {
                try
                {
                    var decision = state.Decide(command, limits());
                    if (decision.Entry is { } entry) state.Apply(entry, observer);
                    else if (decision.Answer is { } answer)
                        observer.OnNext(new ChatEvent(answer, Audience.One(command.By)));
                    else if (decision.Effect is { } effect) begin(effect);
                }
                catch (Exception e)
                {
                    report(e);
                }
            }

            void Complete()
            {
                state.Apply(new Stopped(), observer);
                observer.OnCompleted();
            }
        });
}
