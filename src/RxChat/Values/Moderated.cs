using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>What is done to a room or to somebody in it. The values are those in files.</summary>
public enum ModerationAct
{
    /// <summary>Something that was purged.</summary>
    Forgotten = 0,

    /// <summary>Somebody has to leave, and may come again.</summary>
    Kick = 1,

    /// <summary>Somebody has to leave, and may not come again, for a time or for good.</summary>
    Ban = 2,

    /// <summary>They may.</summary>
    Unban = 3,

    /// <summary>Somebody may not say anything, for a time or for good.</summary>
    Mute = 4,

    /// <summary>They may.</summary>
    Unmute = 5,

    /// <summary>Everybody may say one thing in so many seconds; 0 is any number.</summary>
    Slow = 6,

    /// <summary>Only members may come (<c>on</c>), or everybody (<c>off</c>).</summary>
    Private = 7,

    /// <summary>Somebody is <c>owner</c>, <c>moderator</c>, <c>member</c>, or <c>none</c> of it.</summary>
    Role = 8,

    /// <summary>Who may read what was said before they came: <c>none</c>, who has <c>joined</c> since, or
    /// <c>all</c>.</summary>
    Access = 9,
}

/// <summary>What somebody is in a room. Each may do what those before it may.</summary>
public enum RoomRole
{
    /// <summary>Nothing else.</summary>
    None,

    /// <summary>One who may come when it is private.</summary>
    Member,

    /// <summary>One who keeps it in order.</summary>
    Moderator,

    /// <summary>One whose it is.</summary>
    Owner,

    /// <summary>An operator of the server.</summary>
    Operator,
}

/// <summary>Somebody has done something to a room, or to somebody in it.</summary>
/// <param name="Room">Which.</param>
/// <param name="By">Who.</param>
/// <param name="Act">What.</param>
/// <param name="Whom">To whom, a name or a network; empty is the room.</param>
/// <param name="Identity">Who that is for ever, if it is known.</param>
/// <param name="Value">How; see the acts.</param>
/// <param name="Until">Until when it stands; null is for good.</param>
/// <param name="Reason">Why; empty is not said.</param>
/// <param name="At">When.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its id.</param>
public sealed record Moderated(
    string Room, Person By, ModerationAct Act, string Whom, Ulid Identity, string Value, DateTimeOffset? Until,
    string Reason, DateTimeOffset At, long Seq = 0, Ulid Id = default) : Numbered(Seq, Id)
{
    /// <inheritdoc />
    public override string In => Room;

    /// <summary>What it sets or takes back, of which a room has one; null if it does not last.</summary>
    [JsonIgnore]
    public string? Rule => Act switch
    {
        ModerationAct.Ban or ModerationAct.Unban => $"ban {Names.KeyOf(Whom)}",
        ModerationAct.Mute or ModerationAct.Unmute => $"mute {Names.KeyOf(Whom)}",
        ModerationAct.Role => $"role {Identity}",
        ModerationAct.Slow => "slow",
        ModerationAct.Private => "private",
        ModerationAct.Access => "access",
        _ => null,
    };

    /// <summary>Whether it takes the rule back.</summary>
    [JsonIgnore]
    public bool IsTakenBack => Act is ModerationAct.Unban or ModerationAct.Unmute
        || (Act, Value) is (ModerationAct.Slow, "0") or (ModerationAct.Private, "off") or (ModerationAct.Role, "none");

    /// <summary>Whether it is of somebody.</summary>
    public bool IsOf(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return (Identity != default && Identity == person.Identity) || Names.Comparer.Equals(Whom, person.Name)
            || (Whom.Contains('/', StringComparison.Ordinal) && person.Peer?.Host is { } host
                && System.Net.IPNetwork.TryParse(Whom, out var network)
                && System.Net.IPAddress.TryParse(host, out var address)
                && network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
    }
}
