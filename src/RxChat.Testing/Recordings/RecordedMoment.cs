using System.Collections.Immutable;

namespace RxChat.Testing;

/// <summary>How a recorded chat stood at a moment.</summary>
/// <param name="At">When the last thing had happened.</param>
/// <param name="Command">What was asked last, in JSON; null is nothing since the recording began.</param>
/// <param name="People">Who was here.</param>
/// <param name="Rooms">In which something was said, or stood.</param>
public sealed record RecordedMoment(
    DateTimeOffset At, string? Command, ImmutableArray<RecordedPerson> People, ImmutableArray<RecordedRoom> Rooms)
{
    internal static RecordedMoment Of(
        DateTimeOffset at, string? command, SeenChat seen, IReadOnlyDictionary<long, long> queues) => new(
        at, command,
        [
            .. seen.People.OrderBy(one => one.Person.Id).Select(one => new RecordedPerson(
                one.Person, one.Rooms, one.Away, queues.GetValueOrDefault(one.Person.Id),
                [.. seen.Rooms.SelectMany(room => room.Rules).Where(act => act.Identity == one.Person.Identity)])),
        ],
        [
            .. seen.Rooms.Select(room => room.Room)
                .Union(seen.People.SelectMany(one => one.Rooms), Names.Comparer).Order(Names.Comparer)
                .Select(name => RoomOf(seen, name)),
        ]);

    private static RecordedRoom RoomOf(SeenChat seen, string name)
    {
        var room = seen.Rooms.FirstOrDefault(room => Names.Comparer.Equals(room.Room, name));
        return new RecordedRoom(
            name, room?.Last ?? 0, room?.Topic ?? "",
            [.. seen.People.Where(one => one.Rooms.Contains(name, Names.Comparer)).Select(one => one.Person.Name)],
            room?.Rules ?? []);
    }
}

/// <summary>Who was here.</summary>
/// <param name="Person">Who.</param>
/// <param name="Rooms">Where.</param>
/// <param name="Away">What they said to being away; null is here.</param>
/// <param name="Waiting">Bytes that waited for them at the last checkpoint.</param>
/// <param name="Rules">What they were, or might not, in rooms.</param>
public sealed record RecordedPerson(
    Person Person, ImmutableArray<string> Rooms, string? Away, long Waiting, ImmutableArray<Moderated> Rules);

/// <summary>A room.</summary>
/// <param name="Room">Which.</param>
/// <param name="Last">Its last number.</param>
/// <param name="Topic">What it was about; empty is nothing.</param>
/// <param name="Members">Who was there.</param>
/// <param name="Rules">What stood in it.</param>
public sealed record RecordedRoom(
    string Room, long Last, string Topic, ImmutableArray<string> Members, ImmutableArray<Moderated> Rules);
