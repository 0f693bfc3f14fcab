using System.Globalization;

namespace RxChat;

/// <summary>What stands in a room: the acts of moderation that were not taken back.</summary>
internal sealed class RoomRules
{
    private readonly Dictionary<string, Moderated> _standing = [];
    private readonly Dictionary<Ulid, DateTimeOffset> _lastSaid = [];

    public IEnumerable<Moderated> Standing => _standing.Values.OrderBy(act => act.Seq);

    public bool IsPrivate => _standing.ContainsKey("private");

    /// <summary>Whether it is somebody's, so that not everybody sets its topic.</summary>
    public bool HasOwner => _standing.Values.Any(act => act is { Act: ModerationAct.Role, Value: "owner" });

    public TimeSpan Slow => _standing.TryGetValue("slow", out var act)
        ? TimeSpan.FromSeconds(double.Parse(act.Value, CultureInfo.InvariantCulture))
        : TimeSpan.Zero;

    /// <summary>Who may read what was said before they came; null is as everywhere.</summary>
    public HistoryAccess? Access => _standing.TryGetValue("access", out var act)
        ? Enum.Parse<HistoryAccess>(act.Value, ignoreCase: true)
        : null;

    /// <summary>The act that made somebody what they are; null if they are nothing.</summary>
    public Moderated? RoleOf(Person person) => _standing.GetValueOrDefault($"role {person.Identity}");

    public Moderated? BanOf(Person person, DateTimeOffset now) => Of(ModerationAct.Ban, person, now);

    public Moderated? MuteOf(Person person, DateTimeOffset now) => Of(ModerationAct.Mute, person, now);

    /// <summary>When somebody said something last, as far as that matters.</summary>
    public DateTimeOffset? LastSaid(Person person) =>
        _lastSaid.TryGetValue(person.Identity, out var at) ? at : null;

    public void Apply(Moderated act)
    {
        if (act.Rule is not { } rule) return;
        if (act.IsTakenBack) _standing.Remove(rule);
        else _standing[rule] = act;
        if (act.Act == ModerationAct.Slow) _lastSaid.Clear();
    }

    /// <summary>Takes note of who has said something, where it is said slowly.</summary>
    public void Apply(Said said)
    {
        var slow = Slow;
        if (slow == TimeSpan.Zero || said.Message.Sender is not { } sender) return;
        _lastSaid[sender.Identity] = said.Message.At;
        if (_lastSaid.Count <= Histories.MostPerRoom) return;
        foreach (var (who, at) in _lastSaid)
        {
            if (said.Message.At - at > slow) _lastSaid.Remove(who);
        }
    }

    private Moderated? Of(ModerationAct act, Person person, DateTimeOffset now) => _standing.Values
        .FirstOrDefault(one => one.Act == act && (one.Until is null || one.Until > now) && one.IsOf(person));
}
