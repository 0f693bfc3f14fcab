namespace RxChat;

/// <summary>
/// The state of the chat, and what each command makes of it: who is here, under which name, in which rooms. One writer, on the loop;
/// everything it does to the world is an event it puts out.
/// </summary>
internal sealed partial class Chat(Settings settings, IObserver<ChatEvent> output)
{
    private const string Lobby = "lobby";

    private static readonly string[] s_help =
    [
        "/name NAME takes a name; /msg NAME text tells one person",
        "/join ROOM enters a room, texts go there; /leave [ROOM] leaves it",
        "/who [ROOM] lists who is there; /rooms lists the rooms",
        "/quit leaves; //text says a text that starts with a slash",
    ];

    /// <summary>Everybody who is here, by the one name each has.</summary>
    private readonly Dictionary<string, Client> _names = new(Names.Comparer);
    private bool _stopping;

    private ChatServerOptions Options => settings.Options;

    public void Apply(Command command)
    {
        switch (command)
        {
            case ChatMessage { Client: null } message: Announce(message); break;
            case Tick tick: TickOver(tick.Now); break;
            case Stop: BeginStop(); break;
            case Connect { Client: { } client }: Enter(client); break;
            case { Client: { IsPresent: true } client }: Apply(command, client); break;
        }
    }

    private void Apply(Command command, Client client)
    {
        switch (command)
        {
            case ChatMessage message: Say(client, message); break;
            case JoinRoom join: Join(client, join.Room); break;
            case LeaveRoom leave: Leave(client, leave.Room); break;
            case TakeName take: Rename(client, take.Name); break;
            case ListMembers list: AnswerMembers(client, list.Room); break;
            case ListRooms: Answer(client, new RoomList(_rooms.Values)); break;
            case Tell tell: PassOn(client, tell); break;
            case Help: foreach (var line in s_help) Answer(client, line); break;
            case Malformed malformed: Answer(client, malformed.Problem); break;
            case Notify notify: Answer(client, notify.Text); break;
            case Quit: Part(client, reason: null); break;
            case Disconnect disconnect: Part(client, disconnect.Reason); break;
        }
    }

    /// <summary>The last words, after the last command: everyone hears that it is over and is done.</summary>
    public void Complete()
    {
        output.OnNext(new ChatEvent(new Notice("the server is stopping")));
        foreach (var client in _names.Values) output.OnNext(new ChatEvent(new Departed(client)));
        output.OnCompleted();
    }

    private void BeginStop() => _stopping = true;

    private void Enter(Client client)
    {
        if (_stopping) return;
        client.IsPresent = true;
        _names[client.GuestName] = client;
        output.OnNext(new ChatEvent(new Arrived(client)));
        if (client.Protocol.TellsNotices) Answer(client, new Welcome(client));
        EnterRoom(client, Lobby, echo: client.Protocol.TellsNotices);
    }

    /// <summary>While the server stops, who ends its stream stays until all have ended theirs, and hears what they still say.</summary>
    private void Part(Client client, string? reason)
    {
        if (_stopping && reason is null) return;
        client.IsPresent = false;
        while (client.Seats.Last is { } seat) LeaveRoom(seat);
        if (reason is not null) Answer(client, reason);
        _names.Remove(client.Name);
        output.OnNext(new ChatEvent(new Departed(client)));
    }

    private void Say(Client client, ChatMessage message)
    {
        var room = client.Current;
        if (room is null || !ReferenceEquals(room.Name, message.Room)) room = RoomOf(client, message.Room);
        if (room is null)
        {
            Answer(client, message.Room.Length == 0 ? "you are in no room, /join one" : $"not said: you left {message.Room}");
            return;
        }
        output.OnNext(new ChatEvent(message, room));
    }

    /// <summary>A message of the server's own or a filter's: said if there is anybody to hear it.</summary>
    private void Announce(ChatMessage message)
    {
        if (_rooms.TryGetValue(message.Room, out var room)) output.OnNext(new ChatEvent(message, room));
    }

    private void PassOn(Client client, Tell tell)
    {
        if (Find(client, tell.To) is not { } addressee)
        {
            Answer(client, $"nobody is called {Text.Quote(tell.To)}");
            return;
        }
        var told = new Told(client, addressee, tell.Text);
        output.OnNext(new ChatEvent(told, To: addressee));
        if (addressee != client) Answer(client, told);
    }

    // Where guests are seen by their addresses, they are found by them.
    private Client? Find(Client asking, string name) =>
        _names.TryGetValue(name, out var client) ? client
        : asking.Protocol.GuestsByAddress ? asking.Current?.Members.FirstOrDefault(member => member.Address == name && member.ChosenName is null)
        : null;

    private void Rename(Client client, string name)
    {
        if (Names.Problem(name, Options.MaxName, "name") is { } problem)
        {
            Answer(client, problem);
            return;
        }
        if (name == client.ChosenName) return;
        if (Names.IsReserved(name) || (_names.TryGetValue(name, out var holder) && holder != client))
        {
            Answer(client, $"the name {name} is taken");
            return;
        }
        _names.Remove(client.Name);
        var renamed = new Renamed(client, client.ChosenName);
        client.ChosenName = name;
        _names[name] = client;
        for (var i = 0; i < client.Seats.Count; i++) output.OnNext(new ChatEvent(renamed, client.Seats[i].Room));
        if (!client.Protocol.TellsNotices || client.Seats.Count == 0) Answer(client, renamed);
    }

    private void TickOver(DateTimeOffset now)
    {
        TellCrowds();
        if (Options.Idle > TimeSpan.Zero || Options.FirstByte > TimeSpan.Zero) PartSilent(now);
    }

    private void PartSilent(DateTimeOffset now)
    {
        foreach (var client in _names.Values)
        {
            var silent = now - client.LastHeard;
            if (!client.HasSpoken && Options.FirstByte > TimeSpan.Zero && silent >= Options.FirstByte)
                Part(client, $"nothing came within {Options.FirstByte.TotalSeconds:0.###} s of connecting");
            else if (Options.Idle > TimeSpan.Zero && silent >= Options.Idle)
                Part(client, $"nothing came for {Options.Idle.TotalSeconds:0.###} s");
        }
    }

    private void Answer(Client client, string line) => Answer(client, new Notice(line));

    private void Answer(Client client, object body) => output.OnNext(new ChatEvent(body, To: client));
}
