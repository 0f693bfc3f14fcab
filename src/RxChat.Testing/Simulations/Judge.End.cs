namespace RxChat.Testing;

/// <summary>What holds now and then, and at the end.</summary>
internal sealed partial class Judge
{
    private readonly Dictionary<string, int> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Bounds, and names, as they are between two moments.</summary>
    public void LookAt(ChatServer server, IEnumerable<Somebody> people)
    {
        foreach (var sender in server.Senders)
        {
            if (sender.Waiting > world.Options.Server.Backlog)
                Break(Promises.Bounded, $"{sender.Waiting} bytes wait for a client");
        }
        _names.Clear();
        foreach (var one in people)
        {
            if (!one.IsListening || one.Name is not { } name) continue;
            if (!_names.TryAdd(name, one.Number)) Break(Promises.Names, $"{_names[name]} and {one.Number} are {name}");
        }
    }

    /// <summary>When nothing has gone wrong for a while, everybody has heard everything.</summary>
    public void LookAtRest(ChatServer server, IReadOnlyCollection<Somebody> people)
    {
        foreach (var one in people.OfType<Conversant>())
        {
            foreach (var ear in one.Ears.Where(ear => ear.IsIn))
            {
                var last = Of(ear.Room).Last;
                if (ear.Last != last)
                    Break(Promises.NoLoss, $"{one.Number} has heard {ear.Room} up to {ear.Last} of {last}");
            }
        }
        foreach (var one in people.OfType<Typist>().Where(_ => _knowsTexts))
        {
            if (one is { Room: { } room, Last: { } last, HasMissed: false } && last != Of(room).LastSaid)
                Break(Promises.NoLoss, $"{one.Number} has heard {room} up to {last} of {Of(room).LastSaid}");
        }
        var present = people.SelectMany(one => one.Rooms.Select(room => (Room: room, one.Number)))
            .ToLookup(one => one.Room, one => one.Number);
        foreach (var room in _rooms.Keys)
        {
            var there = server.WhoAsync(room).GetAwaiter().GetResult().Count;
            if (there != present[room].Count())
                Break(Promises.Presence, $"{there} people are in {room}, and {present[room].Count()} mean to be");
        }
    }

    /// <summary>When all have left, nothing is kept of them.</summary>
    public void LookAtEmpty(ChatServer server)
    {
        var kept = server.Kept;
        if (kept != default) Break(Promises.Released, $"of those who left, {kept} is kept");
        if (server.OpenRefs > 0) Break(Promises.Released, $"{server.OpenRefs} commands of nobody wait for an answer");
        if (server.SendMemory > 0) Break(Promises.Released, $"{server.SendMemory} bytes wait for nobody");
    }

    /// <summary>When it has stopped, nothing is due any more.</summary>
    public void LookAtStopped(bool hasStopped, Machine machine)
    {
        if (!hasStopped) Break(Promises.Stops, "the server has not stopped");
        else if (machine.Pending > 0) Break(Promises.Released, $"{machine.Pending} timers outlive the server");
    }

    private void CheckRights(RoomTruth room, Numbered entry)
    {
        var now = world.Machine.Now;
        if (entry is Said { Message.Sender: { } sender } said)
        {
            foreach (var (standing, what) in new[] { (room.Banned, "banned"), (room.Muted, "muted") })
            {
                // A clock that was stepped back lets nobody in the room be banned again.
                if (standing.TryGetValue(sender.Name, out var until) && now < until.ByClock && world.Now < until.Truly)
                    Break(Promises.Rights, $"{sender.Name} is {what} in {said.In}, and says {said.Message.Text}");
            }
        }
        if (entry is not Moderated act) return;
        if (act.By is { Account: null, Id: > 0 })
            Break(Promises.Rights, $"{act.By.Name}, who is nobody, does {act.Act} in {act.In}");
        Stand(room, act);
    }

    private void Stand(RoomTruth room, Moderated act)
    {
        var until = act.Until is not { } clock ? (DateTimeOffset.MaxValue, TimeSpan.MaxValue)
            : (clock, world.Now + (clock - world.Machine.Now));
        switch (act.Act)
        {
            case ModerationAct.Ban:
                room.Banned[act.Whom] = until;
                break;
            case ModerationAct.Unban:
                room.Banned.Remove(act.Whom);
                break;
            case ModerationAct.Mute:
                room.Muted[act.Whom] = until;
                break;
            case ModerationAct.Unmute:
                room.Muted.Remove(act.Whom);
                break;
        }
    }
}
