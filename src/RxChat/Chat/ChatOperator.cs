using System.Reactive.Linq;

namespace RxChat;

internal static class ChatOperator
{
    /// <summary>Commands in, events out: one chat per subscription. A command that makes the chat throw is a bug of ours: it is reported,
    /// and costs that command alone.</summary>
    public static IObservable<ChatEvent> Chat(this IObservable<Command> commands, Settings settings, Action<Exception> report) =>
        Observable.Create<ChatEvent>(observer =>
        {
            var chat = new Chat(settings, observer);
            return commands.Subscribe(
                command =>
                {
                    try
                    {
                        chat.Apply(command);
                    }
                    catch (Exception e)
                    {
                        report(e);
                    }
                },
                observer.OnError,
                chat.Complete);
        });
}
