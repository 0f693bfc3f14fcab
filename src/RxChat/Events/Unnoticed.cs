using System.Reactive.Linq;

namespace RxChat;

/// <summary>Comings and goings that are no news.</summary>
internal static class Unnoticed
{
    /// <summary>
    /// Leaves out who comes into a room and leaves it, while that is wanted: a room in which everybody begins would
    /// tell everybody of everybody. Who comes or goes hears of it.
    /// </summary>
    public static IObservable<ChatEvent> WithoutNoticesIn(
        this IObservable<ChatEvent> events, string room, Func<bool> isWanted) => events.Where(told =>
        told.To.IsOne || !isWanted() || told.Body switch
        {
            Joined joined => !Names.Comparer.Equals(joined.Room, room),
            Left left => !Names.Comparer.Equals(left.Room, room),
            _ => true,
        });
}
