using System.Text.Json;

namespace RxChat.Tests.Queries;

/// <summary>What a query tells from when it is asked to an end, in LINQ over all that was said. In milliseconds.
/// </summary>
internal sealed class LinqQuery(string text, TimeSpan asked, TimeSpan end)
{
    // Windows are counted from the year 1 on.
    private static readonly long s_first = VirtualChat.Start.UtcTicks / TimeSpan.TicksPerMillisecond;

    private readonly long _asked = (long)asked.TotalMilliseconds;
    private readonly long _end = (long)end.TotalMilliseconds;

    public IEnumerable<string> Of(IEnumerable<JsonElement> history)
    {
        var stages = text.Split(" | ");
        var rooms = stages[0]["in ".Length..].Split(", ");
        var said = history.Select(one => new Message(one)).Where(one => rooms.Contains(one.Room))
            .Where(one => stages.Skip(1).All(stage => Passes(one, stage))).ToArray();
        var verb = stages[^1].Split(' ');
        var number = verb.Length > 1 && int.TryParse(verb[1], out var parsed) ? parsed : 0;
        var per = verb.Select(Milliseconds).LastOrDefault(time => time > 0);
        var key = stages[^1].EndsWith("by room", StringComparison.Ordinal)
            ? (Func<Message, string>)(one => one.Room) : one => one.From;
        var after = said.Where(one => one.At > _asked);
        return verb[0] switch
        {
            "last" => after.Select(one => one.Id)
                .Prepend(string.Join(' ', said.Where(one => one.At <= _asked).TakeLast(number).Select(one => one.Id)))
                .Where(ids => ids.Length > 0),
            "sample" => Windows(per).Where(start => start + per > _asked)
                .Select(start => said.LastOrDefault(one => one.At >= start && one.At < start + per))
                .OfType<Message>().Select(one => one.Id),
            "distinct" => said.GroupBy(one => ((one.At + s_first) / per, key(one))).Select(group => group.First())
                .Where(one => one.At > _asked).OrderBy(one => one.Id, StringComparer.Ordinal).Select(one => one.Id),
            "count" or "top" => Windows(per).Select(start => Counted(
                start, per, said.Where(one => one.At >= start && one.At < start + per).ToArray(),
                stages[^1].Contains(" by ") ? key : null, number == 0 ? 100 : number)),
            "quiet" => Quiet(said, per),
            "burst" => Bursts(said, number, per),
            _ => after.Select(one => one.Id),
        };
    }

    // The one before that in which it is asked, and all that end until the end.
    private IEnumerable<long> Windows(long per) =>
        Enumerable.Range(-1, int.MaxValue).Select(n => ((((_asked + s_first) / per) + n) * per) - s_first)
            .TakeWhile(start => start + per <= _end);

    private static string Counted(long start, long per, Message[] said, Func<Message, string>? key, int most)
    {
        var rows = key is null ? [] : said.GroupBy(key).Select(group => (By: group.Key, Count: group.Count()))
            .OrderByDescending(row => row.Count).ThenBy(row => row.By, StringComparer.Ordinal).Take(most).ToArray();
        var others = key is null ? 0 : said.Length - rows.Sum(row => row.Count);
        return $"{start + per} {start} {said.Length} {string.Join(' ', rows.Select(row => $"{row.By} {row.Count}"))}"
            + $" {others}";
    }

    private IEnumerable<string> Quiet(Message[] said, long per)
    {
        var before = said.Where(one => one.At <= _asked && one.At > _asked - per).Select(one => one.At)
            .DefaultIfEmpty(_asked - per).Last();
        var times = said.Select(one => one.At).Where(at => at > _asked).Prepend(before).ToArray();
        var told = times.Zip(times.Skip(1).Append(long.MaxValue / 2)).SelectMany((gap, n) =>
        {
            var quiet = gap.Second - gap.First >= per && gap.First + per <= _end;
            var wasQuiet = n > 0 && gap.First - times[n - 1] >= per;
            return new[]
            {
                (n == 0 && before > _asked - per) || wasQuiet ? $"{gap.First} {gap.First} False" : null,
                quiet ? $"{gap.First + per} {gap.First} True" : null,
            };
        });
        return told.OfType<string>();
    }

    private IEnumerable<string> Bursts(Message[] said, int number, long per)
    {
        var recent = new List<long>();
        foreach (var at in said.Select(one => one.At).Where(at => at > _asked - per))
        {
            recent.RemoveAll(one => at - one > per);
            recent.Add(at);
            if (recent.Count < number) continue;
            if (at > _asked) yield return $"{at} {recent[0]} {number}  0";
            recent.Clear();
        }
    }

    private static bool Passes(Message one, string stage)
    {
        var not = stage.StartsWith("not ", StringComparison.Ordinal);
        var (words, parts) = (one.Text.ToUpperInvariant().Split(' '), (not ? stage[4..] : stage).Split(' ', 2));
        var rest = parts[^1];
        return parts[0] switch
        {
            "has" => rest.ToUpperInvariant().Split(' ').All(words.Contains) != not,
            "mentions" => words.Contains(rest.ToUpperInvariant()) != not,
            "from" => rest.Split(", ").Contains(one.From) != not,
            "replies" => one.IsReply != not,
            _ => true,
        };
    }

    private static long Milliseconds(string word) => word.Length > 1 && int.TryParse(word[..^1], out var count)
        ? word[^1] switch { 's' => count * 1000L, 'm' => count * 60_000L, _ => 0 }
        : 0;

    private sealed class Message(JsonElement one)
    {
        private static readonly long s_start = VirtualChat.Start.ToUnixTimeMilliseconds();

        public string Id { get; } = one.GetProperty("id").GetString()!;

        public long At { get; } = Ulid.TryParse(one.GetProperty("id").GetString(), out var id)
            ? (long)(id.Value >> 80) - s_start : 0;

        public string Room { get; } = one.GetProperty("room").GetString()!;

        public string From { get; } = one.GetProperty("from").GetString()!;

        public string Text { get; } = one.GetProperty("text").GetString()!;

        public bool IsReply { get; } = one.TryGetProperty("to", out _);
    }
}
