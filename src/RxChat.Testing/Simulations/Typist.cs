using System.Reactive.Disposables;
using System.Text;

namespace RxChat.Testing;

/// <summary>One who speaks text, in one room at a time, and comes back after a while when the connection is lost.
/// </summary>
internal sealed class Typist(World world, int number) : Somebody(world, number)
{
    private static readonly TimeSpan s_longestAway = TimeSpan.FromSeconds(20);

    private readonly byte _delimiter = SchemeOf(number) == "nul" ? (byte)0 : (byte)'\n';
    private readonly Chance _chance = world.Chance.Of(number).Of(1);
    private string? _room;
    private bool _hasCome;
    private bool _hasEnded;

    /// <summary>The number of the last message it heard in its room; null is none yet.</summary>
    public long? Last { get; set; }

    /// <summary>Whether it was told that it missed something.</summary>
    public bool HasMissed { get; set; }

    public string? Room => Uplink is null ? null : _room;

    public override IEnumerable<string> Rooms => Room is { } room ? [room] : [];

    public override void End()
    {
        _hasEnded = true;
        Uplink?.Close();
        Uplink = null;
    }

    protected override void Speak(Act act)
    {
        if (!_hasCome) Connect();
        _hasCome = true;
        switch (act)
        {
            // Who does not read yet what was said in one room takes it for what is said in the next.
            case Act.Join or Act.Leave when Uplink is { IsDeaf: true }:
                break;
            case Act.Join join when join.Room != _room:
                Type($"/join {join.Room}", $"/leave {_room ?? "lobby"}");
                Enter(join.Room);
                break;
            case Act.Leave leave when leave.Room == _room:
                Type($"/leave {_room}");
                Enter(room: null);
                break;
            case Act.Say say when say.Room == _room:
                World.Judge.Typed(say.Text);
                Type(say.Text);
                break;
            case Act.Rename rename:
                Type($"/name {rename.Name}");
                break;
            case Act.Tell tell:
                Type($"/msg {NameOf(tell.To)} {tell.Text}");
                break;
        }
    }

    private void Enter(string? room)
    {
        (_room, Last, HasMissed) = (room, null, false);
        if (room is not null) World.Judge.Joins++;
    }

    private void Connect()
    {
        if (_hasEnded) return;
        var lines = new Lines(_delimiter, line => World.Judge.Heard(this, line));
        Uplink = World.Dial(SchemeOf(Number), Number, bytes => lines.Take(bytes), Lost);
        if (Uplink is null)
        {
            Lost();
            return;
        }
        Type($"/name {NameOf(Number)}");
        var room = _room;
        Enter(room);
        if (room is not null) Type($"/join {room}", "/leave lobby");
    }

    private void Lost()
    {
        Uplink = null;
        World.Time.Schedule(this, TimeSpan.FromSeconds(1) + _chance.Below(s_longestAway), static (_, self) =>
        {
            self.Connect();
            return Disposable.Empty;
        });
    }

    private void Type(params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines) Uplink?.Send([.. Encoding.UTF8.GetBytes(line), _delimiter]);
    }
}
