using System.Text.Json;

namespace RxChat;

/// <summary>What keeps a room in order, asked and told.</summary>
internal static class JsonModeration
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36_500);

    public static Command CommandOf(JsonRequest request, long by, DateTimeOffset now) => request switch
    {
        { Type: "rules", Room: { } room } => new ListRules(by, room),
        { Type: "moderate", Room: { } room, Act: { } word, Seconds: null or >= 0 } when ActOf(word) is { } act =>
            new Moderate(
                by, room, act, request.Whom ?? "", request.Value ?? "",
                request.Seconds is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, s_longest.TotalSeconds)) : null,
                Text.Clean(request.Reason ?? ""), now),
        { Type: "rules" } => new Refuse(by, new WrongUsage("""{"type":"rules","room":"R"}""")),
        _ => new Refuse(by, new WrongUsage(
            """{"type":"moderate","room":"R","act":A,"whom":"N","value":V,"seconds":S,"reason":"T"}""")),
    };

    public static string NameOf(ModerationAct act) => act.ToString().ToLowerInvariant();

    public static void Write(Utf8JsonWriter json, Moderated act)
    {
        json.WriteString("act", NameOf(act.Act));
        json.WriteString("from", act.By.Name);
        if (act.Whom.Length > 0) json.WriteString("whom", act.Whom);
        if (act.Value.Length > 0) json.WriteString("value", act.Value);
        if (act.Until is { } until) JsonEntries.WriteTime(json, until, "until");
        if (act.Reason.Length > 0) json.WriteString("reason", act.Reason);
        JsonEntries.WriteTime(json, act.At);
    }

    private static ModerationAct? ActOf(string word) =>
        Enum.GetValues<ModerationAct>().Where(act => act != ModerationAct.Forgotten && NameOf(act) == word)
            .Select(act => (ModerationAct?)act).FirstOrDefault();
}
