using RxChat.Client;

namespace RxChat.Testing;

/// <summary>
/// Compares what people hear with what the history was given, as it happens: the first promise that is not kept ends
/// the simulation.
/// </summary>
internal sealed partial class Judge(World world)
{
    private readonly SortedDictionary<string, RoomTruth> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Room, long Seq)> _places = [];
    private readonly Dictionary<string, string> _typed = [];

    /// <summary>Whether what was typed is found again: other filters may do anything with it.</summary>
    private readonly bool _knowsTexts = ReferenceEquals(world.Options.Filters, SimulatedFilters.All);

    public Violation? Violation { get; private set; }

    /// <summary>What was said.</summary>
    public long Messages { get; private set; }

    /// <summary>What was placed.</summary>
    public long Placed { get; private set; }

    public long Deliveries { get; private set; }

    public long Joins { get; set; }

    public long Resumes { get; private set; }

    public long Rewinds { get; private set; }

    public long Acknowledgements { get; private set; }

    public void Break(string promise, string what) =>
        Violation ??= new Violation(promise, what, world.Now);

    /// <summary>Somebody says something.</summary>
    public void Typed(string text)
    {
        if (TokenOf(text) is { } token) _typed[token] = text;
    }

    /// <summary>The history is given an entry.</summary>
    public void Appended(Numbered entry)
    {
        var room = Of(entry.In);
        Placed++;
        if (entry is Said) Messages++;
        if (entry.Seq != room.Last + 1)
        {
            Break(Promises.Dense, $"{entry.In} has {room.Last} and then {entry.Seq}");
            return;
        }
        room.Add(entry);
        if (entry is Said said) Place(said);
        CheckRights(room, entry);
    }

    public void Unkept(Numbered entry) => Of(entry.In).Unkept(entry.Seq);

    /// <summary>A server begins with what survived.</summary>
    public void Began(SimulatedDisk disk)
    {
        foreach (var (name, room) in _rooms)
        {
            foreach (var gone in room.Cut(disk.Rooms.GetValueOrDefault(name)?.Last ?? 0))
            {
                if (gone is Said said && TokenOf(said.Message.Text) is { } token) _places.Remove(token);
                if (gone is not Moderated) continue;
                // What survived of it stands; that is few, and found anew.
                room.Banned.Clear();
                room.Muted.Clear();
                for (var seq = 1L; seq <= room.Last; seq++)
                {
                    if (room.Of(seq) is Moderated act) Stand(room, act);
                }
            }
        }
    }

    /// <summary>Somebody who resumes hears something.</summary>
    public void Heard(Conversant by, Ear ear, RoomEvent told)
    {
        Deliveries++;
        foreach (var (promise, holds) in world.Expectations)
        {
            if (!holds(new HeardInRoom(world.Now, by.Number, told))) Break(promise, $"{by.Number} hears {told}");
        }
        switch (told)
        {
            case Client.Entered entered:
                Entered(by, ear, entered);
                break;
            case RoomEntry entry:
                Hear(by, ear, entry);
                break;
            case Client.Missed missed:
                ear.Missed += missed.Count;
                break;
            case Client.Rewound rewound:
                Rewinds++;
                if (!(rewound.Seq < ear.Last))
                {
                    Break(Promises.Rewound,
                        $"{by.Number} has heard {ear.Room} up to {ear.Last}, and is rewound to {rewound.Seq}");
                }
                ear.Last = rewound.Seq;
                break;
            case NotEntered:
                ear.IsIn = false;
                break;
        }
    }

    /// <summary>Somebody who speaks text is told a line.</summary>
    public void Heard(Typist by, string line)
    {
        if (line.StartsWith("* ", StringComparison.Ordinal))
        {
            if (line.Contains("missed", StringComparison.Ordinal)) by.HasMissed = true;
            return;
        }
        if (TokenOf(line) is not { } token) return;
        Deliveries++;
        if (!_knowsTexts) return;
        if (!_places.TryGetValue(token, out var place))
        {
            Break(Promises.Order, $"{by.Number} hears {line}, which has no place");
            return;
        }
        if (place.Room != by.Room) return;
        var expected = by.Last is { } last ? Of(place.Room).NextSaid(last) : place.Seq;
        if (place.Seq != expected && !(by.HasMissed && place.Seq > expected))
        {
            Break(place.Seq < expected || expected == 0 ? Promises.Order : Promises.NoLoss,
                $"{by.Number} hears {place.Room} {place.Seq} after {by.Last}, and {expected} comes next");
        }
        by.HasMissed = false;
        by.Last = place.Seq;
    }

    public void Acknowledged(Conversant by, Act.Say say, Receipt receipt)
    {
        Acknowledgements++;
        var isKept = Of(say.Room).Of(receipt.Seq) is Said said && $"{said.Id}" == receipt.Id
            && TokenOf(said.Message.Text) == TokenOf(say.Text)
            && world.Disk.Rooms.GetValueOrDefault(say.Room)?.Has(receipt.Seq) == true;
        if (!isKept)
        {
            Break(Promises.Ok,
                $"{by.Number} is told that {say.Text} is {say.Room} {receipt.Seq}, and that is not kept");
        }
    }

    public void Refused(Conversant by, Act.Say say, string code)
    {
        if (code is "muted" or "banned" or "not_member" or "filtered" && _places.ContainsKey(TokenOf(say.Text)!))
            Break(Promises.Refused, $"{by.Number} is told that {say.Text} is not said ({code}), and it is");
    }

    private void Hear(Conversant by, Ear ear, RoomEntry entry)
    {
        var room = Of(ear.Room);
        var truth = room.Of(entry.Seq);
        if ($"{truth?.Id}" != entry.Id || (entry is Message { IsEdited: false, IsRemoved: false } message
            && truth is Said { ChangedBy: 0 } said && said.Message.Text != message.Text))
        {
            Break(Promises.Order, $"{by.Number} hears {entry}, and {ear.Room} {entry.Seq} is {truth}");
            return;
        }
        if (ear.Last is { } last)
        {
            if (entry.Seq <= last) Break(Promises.NoDouble, $"{by.Number} hears {ear.Room} {entry.Seq} after {last}");
            Skip(by, ear, room, entry.Seq - 1);
        }
        (ear.Last, ear.LastId) = (entry.Seq, entry.Id);
        if (entry is Client.Moderated { Act: "kick" or "ban" } act && act.Whom == by.Name) ear.IsIn = false;
    }

    private void Entered(Conversant by, Ear ear, Entered entered)
    {
        Joins++;
        ear.IsIn = true;
        var room = Of(ear.Room);
        if (ear.Last is { } last)
        {
            Resumes++;
            if (entered.Seq < last)
                Break(Promises.Rewound, $"{by.Number} resumes {ear.Room} at {entered.Seq}, having heard {last}");
            else Skip(by, ear, room, entered.Seq);
        }
        (ear.Last, ear.Missed) = (entered.Seq, 0);
    }

    // What the disk refused may be missed, and is counted.
    private void Skip(Conversant by, Ear ear, RoomTruth room, long upTo)
    {
        for (var seq = ear.Last!.Value + 1; seq <= upTo; seq++)
        {
            if (ear.Missed > 0 && room.IsUnkept(seq)) ear.Missed--;
            else
            {
                Break(Promises.NoLoss, $"{by.Number} does not hear {ear.Room} {seq}, {room.Of(seq)}");
                return;
            }
        }
    }

    private void Place(Said said)
    {
        // What a bot says may quote what others said.
        if (said.Message.Sender is null || TokenOf(said.Message.Text) is not { } token) return;
        if (!_knowsTexts)
        {
            _places[token] = (said.In, said.Seq);
            return;
        }
        if (!_typed.TryGetValue(token, out var typed) || !said.Message.Text.StartsWith(typed, StringComparison.Ordinal))
            Break(Promises.Whole, $"{said.Message.Text} is said, and {typed} was typed");
        if (!_places.TryAdd(token, (said.In, said.Seq)) && !Of(said.In).IsUnkept(_places[token].Seq))
            Break(Promises.Once, $"{said.Message.Text} is {said.In} {_places[token].Seq} and {said.Seq}");
        _places[token] = (said.In, said.Seq);
    }

    private RoomTruth Of(string room)
    {
        if (!_rooms.TryGetValue(room, out var truth)) _rooms[room] = truth = new RoomTruth();
        return truth;
    }

    /// <summary>What a text is known by: <c>~</c> and a number.</summary>
    private static string? TokenOf(string text)
    {
        var from = text.IndexOf('~', StringComparison.Ordinal);
        if (from < 0) return null;
        var to = from + 1;
        while (to < text.Length && char.IsAsciiDigit(text[to])) to++;
        return text[from..to];
    }
}
