using System.Text;
using System.Text.Json;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Queries;

/// <summary>
/// A query on a whole server, drawn in seconds: alice says lower-case letters in ops and bob upper-case ones in dev, or
/// what the letters stand for. <c>^</c> is where it is asked, and a second.
/// </summary>
internal sealed class DrawnQuery(IReadOnlyDictionary<char, string> texts)
{
    private readonly VirtualChat _chat = new();

    public string Told(string said, string query)
    {
        var (alice, bob) = (Speaker("alice", "ops"), Speaker("bob", "dev"));
        var ann = _chat.Connect("ann", scheme: "json");
        var asked = JsonSerializer.Serialize(new { type = "query", q = query });
        if (!said.Contains('^')) ann.Says(asked);
        var (second, inGroup) = (0, false);
        foreach (var mark in said)
        {
            if (mark == '^') ann.Says(asked, TimeSpan.FromSeconds(second));
            else if (char.IsLetter(mark)) Say(char.IsUpper(mark) ? (bob, "dev") : (alice, "ops"), mark, second);
            if (mark is '(' or ')') inGroup = mark == '(';
            if (!inGroup && mark != '|') second++;
        }
        _chat.Run(TimeSpan.FromSeconds(second - 0.5));
        return $"{Drawn(ann, second)}|";
    }

    private VirtualClient Speaker(string name, string room) => _chat.Connect(name, scheme: "json")
        .Says(JsonSerializer.Serialize(new { type = "name", name }))
        .Says(JsonSerializer.Serialize(new { type = "join", room }));

    private void Say((VirtualClient Client, string Room) who, char letter, int second) =>
        _chat.At(TimeSpan.FromSeconds(second), () =>
        {
            var text = texts.GetValueOrDefault(letter, $"{letter}");
            var to = text.StartsWith("re:", StringComparison.Ordinal)
                ? JsonFrames.Heard(who.Client.Texts).Last(one => one.TryGetProperty("id", out _))
                    .GetProperty("id").GetString()
                : null;
            who.Client.Says(to is null
                ? JsonSerializer.Serialize(new { type = "say", room = who.Room, text })
                : JsonSerializer.Serialize(new { type = "say", room = who.Room, text, to }));
        });

    private string Drawn(VirtualClient ann, int seconds)
    {
        var told = new StringBuilder();
        for (var second = 0; second < seconds; second++)
        {
            var now = TimeSpan.FromSeconds(second);
            var letters = ann.Heard.Where(heard => heard.At == now)
                .SelectMany(heard => JsonFrames.Heard([heard.Text])).SelectMany(Letters).ToArray();
            told.Append(letters.Length switch
            {
                0 => "-",
                1 => $"{letters[0]}",
                _ => $"({string.Concat(letters)})",
            });
        }
        return told.ToString();
    }

    private IEnumerable<char> Letters(JsonElement heard) =>
        heard.GetProperty("type").GetString() != "result" ? [] : TextsOf(heard).Select(text =>
            texts.Where(one => one.Value == text).Select(one => one.Key).FirstOrDefault(text[0]));

    private static IEnumerable<string> TextsOf(JsonElement result)
    {
        if (result.TryGetProperty("messages", out var messages))
            return messages.EnumerateArray().Select(message => message.GetProperty("text").GetString()!);
        if (result.TryGetProperty("quiet", out var quiet)) return [quiet.GetBoolean() ? "quiet" : "heard"];
        if (!result.TryGetProperty("rows", out var rows) || rows.GetArrayLength() == 0)
            return [$"{result.GetProperty("count")}"];
        var counts = rows.EnumerateArray().Select(row => $"{row.GetProperty("by")} {row.GetProperty("count")}");
        return [string.Join(", ",
            result.TryGetProperty("others", out var others) ? counts.Append($"others {others}") : counts)];
    }
}
