using System.Globalization;

namespace RxChat;

/// <summary>What keeps a room in order, typed and told.</summary>
public static class TextModeration
{
    private const string Usages =
        "/kick NAME [why], /ban NAME|NETWORK [10m] [why], /unban, /mute NAME [10m] [why], /unmute, /slow SECONDS, "
        + "/private on|off, /invite NAME, /role NAME owner|moderator|member|none, /access none|joined|all";

    /// <summary>The longest that something stands, other than for good.</summary>
    private const int MostDays = 36_500;

    /// <summary>An act as a sentence.</summary>
    /// <param name="act">What.</param>
    /// <param name="by">What who did it is called.</param>
    public static string Sentence(Moderated act, string by)
    {
        ArgumentNullException.ThrowIfNull(act);
        var what = act.Act switch
        {
            ModerationAct.Kick => $"kicks {act.Whom}",
            ModerationAct.Ban => $"bans {act.Whom}",
            ModerationAct.Unban => $"lets {act.Whom} come again",
            ModerationAct.Mute => $"mutes {act.Whom}",
            ModerationAct.Unmute => $"lets {act.Whom} speak again",
            ModerationAct.Slow when act.IsTakenBack => "lets everybody speak as fast as they like",
            ModerationAct.Slow => $"lets everybody speak once in {act.Value} s",
            ModerationAct.Private when act.IsTakenBack => "opens the room to everybody",
            ModerationAct.Private => "closes the room to all but members",
            ModerationAct.Role when act.IsTakenBack => $"makes {act.Whom} nothing special",
            ModerationAct.Role => $"makes {act.Whom} {(act.Value == "owner" ? "an" : "a")} {act.Value}",
            ModerationAct.Access => act.Value switch
            {
                "all" => "lets everybody read what was said before",
                "joined" => "lets members read what was said since they came",
                _ => "lets nobody read what was said before",
            },
            _ => "did what is forgotten",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{by} {what}{(act.Until is { } until ? $" until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss}" : "")}")
            + (act.Reason.Length > 0 ? $": {act.Reason}" : "");
    }

    /// <summary>A command that is typed; null if the word is none of these.</summary>
    internal static Command? Parse(
        long by, string? room, string word, ReadOnlySpan<char> rest, DateTimeOffset now)
    {
        var (first, more) = TextCommands.Split(rest);
        (ModerationAct Act, string Whom, string Value)? asked = word switch
        {
            "KICK" => (ModerationAct.Kick, first.ToString(), ""),
            "BAN" => (ModerationAct.Ban, first.ToString(), ""),
            "UNBAN" => (ModerationAct.Unban, first.ToString(), ""),
            "MUTE" => (ModerationAct.Mute, first.ToString(), ""),
            "UNMUTE" => (ModerationAct.Unmute, first.ToString(), ""),
            "SLOW" => (ModerationAct.Slow, "", Seconds(first)),
            "PRIVATE" => (ModerationAct.Private, "", Lower(first)),
            "ACCESS" => (ModerationAct.Access, "", Lower(first)),
            "INVITE" => (ModerationAct.Role, first.ToString(), "member"),
            "ROLE" => (ModerationAct.Role, first.ToString(), Lower(more)),
            _ => null,
        };
        if (asked is not var (act, whom, value)) return null;
        if (first.IsEmpty) return TextCommands.Usage(by, Usages);
        if (room is null) return new Refuse(by, new NoRoom());
        TimeSpan? time = null;
        if (act is ModerationAct.Ban or ModerationAct.Mute && TextCommands.Split(more) is var parts)
        {
            var (perhaps, why) = parts;
            time = TimeOf(perhaps);
            if (time is not null) more = why;
        }
        var reason = act is ModerationAct.Kick or ModerationAct.Ban or ModerationAct.Mute ? more.ToString() : "";
        return new Moderate(by, room, act, whom, value, time, reason, now);
    }

    /// <summary>As in <c>90s</c>, <c>10m</c>, <c>2h</c>, <c>7d</c>; null if it is none.</summary>
    internal static TimeSpan? TimeOf(ReadOnlySpan<char> text)
    {
        if (text.Length < 2
            || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        TimeSpan? unit = char.ToLowerInvariant(text[^1]) switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        if (unit is not { } one) return null;
        var most = TimeSpan.FromDays(MostDays);
        return number > most / one ? most : number * one;
    }

    private static string Seconds(ReadOnlySpan<char> text) =>
        text.Equals("off", StringComparison.OrdinalIgnoreCase) ? "0"
        : TimeOf(text) is { } time ? ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture)
        : text.ToString();

    private static string Lower(ReadOnlySpan<char> text) => text.ToString().ToLowerInvariant();
}
