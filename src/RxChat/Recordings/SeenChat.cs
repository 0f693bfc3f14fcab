using System.Collections.Immutable;

namespace RxChat;

/// <summary>A person who is here, and where, as the events tell it.</summary>
internal sealed record SeenPerson(Person Person, ImmutableArray<string> Rooms, string? Away = null);

/// <summary>A room in which something stands or was said.</summary>
internal sealed record SeenRoom(string Room, long Last, string Topic, ImmutableArray<Moderated> Rules);

/// <summary>Who is where, and what stands: the fold of what is told.</summary>
internal sealed record SeenChat(ImmutableArray<SeenPerson> People, ImmutableArray<SeenRoom> Rooms);

/// <summary>Folds what is told.</summary>
internal sealed class SeeingChat
{
    private readonly Dictionary<long, SeenPerson> _people = [];
    private readonly Dictionary<string, SeenRoom> _rooms = new(Names.Comparer);

    public int Count => _people.Count + _rooms.Count;

    public SeenChat Seen => new([.. _people.Values], [.. _rooms.Values]);

    public static SeeingChat From(SeenChat seen)
    {
        var seeing = new SeeingChat();
        foreach (var person in seen.People) seeing._people[person.Person.Id] = person;
        foreach (var room in seen.Rooms) seeing._rooms[room.Room] = room;
        return seeing;
    }

    public static SeeingChat From(HistoryStart? start) => From(new SeenChat([], start is null ? [] :
        [.. start.Rooms.Select(room => new SeenRoom(room.Room, room.Last, room.Topic, room.Rules))]));

    public void Take(EventBody told)
    {
        switch (told)
        {
            case Arrived { Person: var person }:
                _people[person.Id] = new SeenPerson(person, []);
                break;
            case Departed { Person.Id: var id }:
                _people.Remove(id);
                break;
            case Joined { Person: var person, Room: var room }:
                Change(person, one => one.Rooms.Contains(room, Names.Comparer)
                    ? one
                    : one with { Rooms = one.Rooms.Add(room) });
                break;
            case Left { Person: var person, Room: var room }:
                Change(person, one => one with { Rooms = one.Rooms.Remove(room, Names.Comparer) });
                break;
            case Renamed { Person: var person }:
                Change(person, static one => one);
                break;
            case LoggedIn { Person: var person }:
                Change(person, static one => one);
                break;
            case Away { Person: var person, Text: var text }:
                Change(person, one => one with { Away = text });
                break;
            case Numbered numbered:
                Take(numbered);
                break;
        }
    }

    private void Take(Numbered numbered)
    {
        var room = _rooms.GetValueOrDefault(numbered.In) ?? new SeenRoom(numbered.In, 0, "", []);
        if (numbered.Seq > room.Last) room = room with { Last = numbered.Seq };
        if (numbered is TopicSet topic) room = room with { Topic = topic.Topic };
        if (numbered is Moderated { Rule: { } rule } act)
        {
            var others = room.Rules.RemoveAll(one => one.Rule == rule);
            room = room with { Rules = act.IsTakenBack ? others : others.Add(act) };
        }
        _rooms[numbered.In] = room;
    }

    // Of who is gone there is nothing more to tell.
    private void Change(Person person, Func<SeenPerson, SeenPerson> change)
    {
        if (_people.TryGetValue(person.Id, out var one)) _people[person.Id] = change(one with { Person = person });
    }
}
