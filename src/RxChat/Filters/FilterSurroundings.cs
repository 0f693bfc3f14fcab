using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>What a filter sees and does besides what is said, by the scheduler it was given.</summary>
public static class FilterSurroundings
{
    /// <summary>Characters of a line in <c>/help</c>.</summary>
    private const int MostHelp = 100;

    /// <summary>
    /// Who comes and goes, in order with the messages: <see cref="Arrived"/>, <see cref="Joined"/>, <see cref="Left"/>,
    /// <see cref="Renamed"/> and <see cref="Departed"/>, on the loop, from now on. It ends when the filter has to.
    /// </summary>
    /// <remarks>A message that answers one is said after it. Who departs leaves every room with that, and there is no
    /// <see cref="Left"/> of each. Meant for everyone: per client, every client's filter would hear of everybody.
    /// </remarks>
    /// <param name="time">The scheduler that a filter was given; others know nobody.</param>
    public static IObservable<Entry> People(this IScheduler time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return time is FilterTime given ? given.Pipeline.People : Observable.Empty<Entry>();
    }

    /// <summary>
    /// A command of the filter's own, for as long as somebody is subscribed: what people type after <c>/word</c>, in
    /// order with the messages, from their current room. It is not said; it may be answered as a message is, and what
    /// is put out for it is said. <c>/help</c> shows it.
    /// </summary>
    /// <param name="time">The scheduler that a filter was given; nobody asks others anything.</param>
    /// <param name="word">At most 32 ASCII letters, digits and '-', whatever the case. A filter has at most 100.
    /// </param>
    /// <param name="help">What <c>/help</c> shows after the word: one line of at most 100 characters, such as
    /// <c>QUESTION asks the room</c>.</param>
    /// <exception cref="ArgumentException">There cannot be such a command, or the server has it.</exception>
    public static IObservable<ChatMessage> Commands(this IScheduler time, string word, string help)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(help);
        if (CommandWords.Problem(word) is { } problem) throw new ArgumentException(problem, nameof(word));
        if (help.Length is 0 or > MostHelp || help.Any(char.IsControl))
            throw new ArgumentException($"a help is one line of at most {MostHelp} characters", nameof(help));
        return time is FilterTime given ? given.Pipeline.Commands.Listen(word, help) : Observable.Empty<ChatMessage>();
    }

    /// <summary>Tells somebody something, if they are here.</summary>
    /// <param name="time">The scheduler that a filter was given; by others nobody is told.</param>
    /// <param name="person">Whom.</param>
    /// <param name="text">What.</param>
    public static void Notify(this IScheduler time, Person person, string text)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(text);
        (time as FilterTime)?.Pipeline.Tell(new Notify(person.Id, Text.Clean(text)));
    }

    /// <summary>Disconnects somebody, who is told why.</summary>
    /// <param name="time">The scheduler that a filter was given; by others nobody is.</param>
    /// <param name="person">Whom.</param>
    /// <param name="reason">Why.</param>
    public static void Disconnect(this IScheduler time, Person person, string reason)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(reason);
        (time as FilterTime)?.Pipeline.Tell(new Disconnect(person.Id, new Filtered(Text.Clean(reason))));
    }
}
