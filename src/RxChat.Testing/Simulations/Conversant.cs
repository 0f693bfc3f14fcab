using System.Diagnostics.CodeAnalysis;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Text;
using System.Text.Json.Nodes;
using RxChat.Client;

namespace RxChat.Testing;

/// <summary>One who speaks by RxChat.Client: comes back by itself, resumes, and says each thing once.</summary>
[SuppressMessage("Design", "CA1001", Justification = "disposed in End, by the world")]
internal sealed class Conversant : Somebody
{
    // Half a minute, as usual, would have a quiet day be mostly signs of life.
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(5);

    private readonly ChatClient _client;
    private readonly SortedDictionary<string, Ear> _ears = new(StringComparer.Ordinal);
    private ConnectionState _state = new(IsConnected: false);

    public Conversant(World world, int number)
        : base(world, number)
    {
        var options = new ChatClientOptions
        {
            Name = NameOf(number), Password = HasAccount(number) ? World.Password : null, Seed = number,
            Silence = s_silence,
        };
        _client = new ChatClient(Link, options, world.Time);
        _client.States.Subscribe(state => _state = state);
    }

    public override string? Name => _state is { IsConnected: true } ? _state.Name : null;

    public override IEnumerable<string> Rooms => _ears.Where(ear => ear.Value.IsIn).Select(ear => ear.Key);

    public IEnumerable<Ear> Ears => _ears.Values;

    public override void End()
    {
        foreach (var room in _ears.Keys.ToArray()) Leave(room);
        _client.Dispose();
    }

    protected override void Speak(Act act)
    {
        switch (act)
        {
            case Act.Join join when !_ears.ContainsKey(join.Room):
                var ear = _ears[join.Room] = new Ear(join.Room);
                ear.Listening = _client.In(join.Room).Subscribe(told => World.Judge.Heard(this, ear, told));
                break;
            case Act.Leave leave:
                Leave(leave.Room);
                break;
            case Act.Say say:
                Say(say);
                break;
            case Act.Edit edit when Own(edit.Room) is { } id:
                Try(_client.Edit(edit.Room, id, edit.Text));
                break;
            case Act.Remove remove when Own(remove.Room) is { } id:
                Try(_client.Remove(remove.Room, id));
                break;
            case Act.React react when _ears.GetValueOrDefault(react.Room)?.LastId is { } id:
                Try(_client.React(react.Room, id, react.Emoji));
                break;
            case Act.Topic topic:
                Try(_client.SetTopic(topic.Room, topic.Text));
                break;
            case Act.Tell tell:
                Try(_client.Say($"@{NameOf(tell.To)}", tell.Text));
                break;
            case Act.Rename rename:
                Try(_client.Request(new JsonObject { ["type"] = "name", ["name"] = rename.Name }));
                break;
            case Act.Moderate act1:
                Try(_client.Request(Moderation(act1)));
                break;
        }
    }

    private static void Try<T>(IObservable<T> asked) => asked.Subscribe(static _ => { }, static _ => { });

    private static JsonObject Moderation(Act.Moderate act)
    {
        var request = new JsonObject
        {
            ["type"] = "moderate", ["room"] = act.Room, ["act"] = act.What, ["whom"] = NameOf(act.Whom),
        };
        if (act.Seconds is { } seconds) request["seconds"] = seconds;
        if (act.Value is { } value) request["value"] = value;
        return request;
    }

    private void Say(Act.Say say)
    {
        World.Judge.Typed(say.Text);
        _client.Say(say.Room, say.Text).Subscribe(
            receipt =>
            {
                if (_ears.TryGetValue(say.Room, out var ear)) ear.OwnId = receipt.Id;
                World.Judge.Acknowledged(this, say, receipt);
            },
            error =>
            {
                if (error is Client.RefusedException refused) World.Judge.Refused(this, say, refused.Code);
            });
    }

    private string? Own(string room) => _ears.GetValueOrDefault(room)?.OwnId;

    private void Leave(string room)
    {
        if (_ears.Remove(room, out var ear)) ear.Listening.Dispose();
    }

    private IObservable<string> Link(IObservable<string> outgoing) => Observable.Create<string>(observer =>
    {
        var lines = new Lines((byte)'\n', observer.OnNext);
        var uplink = World.Dial("json", Number, bytes => lines.Take(bytes), observer.OnCompleted);
        if (uplink is null)
        {
            observer.OnError(new IOException("the server is not there"));
            return Disposable.Empty;
        }
        Uplink = uplink;
        var sending = outgoing.Subscribe(line => uplink.Send(Encoding.UTF8.GetBytes(line + "\n")));
        return StableCompositeDisposable.Create(sending, Disposable.Create(uplink, static uplink => uplink.Close()));
    });
}

/// <summary>How far somebody has heard a room.</summary>
internal sealed class Ear(string room)
{
    public string Room { get; } = room;

    public IDisposable Listening { get; set; } = Disposable.Empty;

    /// <summary>The number of what was heard last; null is nothing yet.</summary>
    public long? Last { get; set; }

    /// <summary>Entries that were said to be lost and are not passed yet.</summary>
    public long Missed { get; set; }

    /// <summary>Whether one is in the room.</summary>
    public bool IsIn { get; set; }

    /// <summary>What was heard last.</summary>
    public string? LastId { get; set; }

    /// <summary>What one said last.</summary>
    public string? OwnId { get; set; }
}
