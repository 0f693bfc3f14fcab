using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>What a filter can see besides what is said.</summary>
public static class FilterPeople
{
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
        return time is FilterTime given ? given.People : Observable.Empty<Entry>();
    }
}
