using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text.Json.Nodes;
using RxChat.Client;

namespace RxChat.Server.Connect;

/// <summary>
/// A dialogue on JSON: what was missed while the connection was lost comes in its place, and what is said is said once.
/// </summary>
internal sealed class JsonDialogue : IDialogue
{
    private const string Lobby = "lobby";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly ReplaySubject<Shown> _lines = new(IDialogue.MostKept);
    private readonly CompositeDisposable _subscriptions = [];
    private readonly Dictionary<string, (IDisposable Hearing, HashSet<string> Members)> _rooms =
        new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _news = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Room, long Seq), string> _ids = [];
    private readonly Queue<(string Room, long Seq)> _numbers = new();
    private readonly IScheduler _scheduler;
    private readonly ChatClient _client;
    private readonly JsonCommands _commands;
    private string? _current;
    private string? _name;
    private int _unanswered;
    private bool _isLeaving;

    public JsonDialogue(Uri url, ChatClientOptions options, string? room, IScheduler scheduler)
    {
        _scheduler = scheduler;
        _client = new ChatClient(Links.To(url), options, scheduler);
        _commands = new JsonCommands((of, seq) => _ids.GetValueOrDefault((of, seq)));
        _subscriptions.Add(_client.States.Subscribe(Hear));
        _subscriptions.Add(_client.Notices.Subscribe(Say));
        _subscriptions.Add(_client.Directs.Subscribe(direct => Show(direct.From == direct.With
            ? $"{direct.From} -> you: {direct.Text}"
            : $"you -> {direct.With}: {direct.Text}")));
        Join(room ?? Lobby);
    }

    public IObservable<Shown> Lines => _lines;

    public Whereabouts Now => new(
        _name, _current, _current is not null && _rooms.TryGetValue(_current, out var room) ? room.Members.Count : null,
        _news, _known);

    public void Type(string line)
    {
        if (TextDialogue.IsQuit(line))
        {
            _isLeaving = true;
            _subscriptions.Add(_scheduler.Schedule(s_patience, Leave));
            if (_unanswered == 0) Leave();
            return;
        }
        var (word, rest) = JsonCommands.Split(line);
        switch (word)
        {
            case "/join" when rest.Length > 0:
                Join(rest);
                break;
            case "/leave":
                Leave(rest.Length > 0 ? rest : _current);
                break;
            default:
                if (_commands.Read(line, _current) is { } request) Ask(request);
                else if (_current is null) Say("you are in no room, /join one");
                else if (word.StartsWith('/') && !word.StartsWith("//", StringComparison.Ordinal))
                    Say($"{word} is no command here, or lacks something");
                else Await(_client.Say(_current, word.StartsWith('/') ? line[1..] : line), _ => { });
                break;
        }
    }

    public void Dispose()
    {
        _subscriptions.Dispose();
        _client.Dispose();
    }

    private void Leave()
    {
        _client.Dispose();
        _lines.OnCompleted();
    }

    private void Join(string room)
    {
        if (!_rooms.ContainsKey(room))
        {
            _rooms[room] = (_client.In(room).Subscribe(told => Hear(room, told)), []);
            Know(room);
        }
        _current = room;
        _news.Remove(room);
    }

    private void Leave(string? room)
    {
        if (room is null || !_rooms.Remove(room, out var left)) return;
        left.Hearing.Dispose();
        if (_current == room) _current = _rooms.Keys.LastOrDefault();
        Say($"you left {room}");
    }

    private void Hear(ConnectionState state)
    {
        if (state.Name is { } name && name != _name)
        {
            if (_name is null) Say($"you are {name}");
            _name = name;
        }
        if (state is { IsConnected: false, RetryIn: { } wait })
            Say(string.Create(CultureInfo.InvariantCulture,
                $"the connection was lost ({state.Why}); trying again in {wait.TotalSeconds:0.0} s"));
    }

    private void Hear(string room, RoomEvent told)
    {
        var members = _rooms.TryGetValue(room, out var here) ? here.Members : [];
        Note(members, told);
        if (told is RoomEntry entry)
        {
            _ids[(room, entry.Seq)] = entry.Id;
            _numbers.Enqueue((room, entry.Seq));
            if (_numbers.Count > IDialogue.MostKept) _ids.Remove(_numbers.Dequeue());
            if (room != _current) _news[room] = _news.GetValueOrDefault(room) + 1;
        }
        if (told is NotEntered && _rooms.Remove(room, out var refused))
        {
            refused.Hearing.Dispose();
            _current = _rooms.Keys.LastOrDefault();
        }
        if (JsonLines.Of(told) is { } line)
            Show(room == _current || told is NotEntered ? line : $"[{room}] {line}", (told as RoomEntry)?.At);
    }

    private void Know(string word)
    {
        if (_known.Count < IDialogue.MostKept) _known.Add(word);
    }

    private void Note(HashSet<string> members, RoomEvent told)
    {
        switch (told)
        {
            case Entered entered:
                members.Clear();
                members.UnionWith(entered.Members);
                foreach (var name in entered.Members) Know(name);
                break;
            case Client.Joined joined:
                members.Add(joined.Name);
                Know(joined.Name);
                break;
            case Client.Left left:
                members.Remove(left.Name);
                break;
            case Client.Renamed renamed:
                members.Remove(renamed.From);
                members.Add(renamed.To);
                Know(renamed.To);
                break;
        }
    }

    // While there is no connection it waits for the next one.
    private void Ask(JsonObject request) => Await(
        _client.States.FirstAsync(state => state.IsConnected).SelectMany(_ => _client.Request(request)),
        answer =>
        {
            foreach (var line in JsonLines.Of(answer)) Show(line);
        });

    // Who leaves has the answers to all that was asked.
    private void Await<T>(IObservable<T> answers, Action<T> show)
    {
        _unanswered++;
        // Which end by themselves, and with the client at the latest.
        answers.Subscribe(
            show,
            error =>
            {
                Say(error.Message);
                End();
            },
            End);

        void End()
        {
            if (--_unanswered == 0 && _isLeaving) Leave();
        }
    }

    private void Say(string notice) => Show($"* {notice}");

    // Whatever server this is: nothing it sends may steer the terminal.
    private void Show(string line, DateTimeOffset? at = null) => _lines.OnNext(new Shown(Screen.Printable(line), at));
}
