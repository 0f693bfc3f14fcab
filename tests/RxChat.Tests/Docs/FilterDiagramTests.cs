using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using RxChat.Tests.House;

namespace RxChat.Tests.Docs;

/// <summary>The diagrams of docs/filters.md: what is drawn is what happens, and no operator is left out.</summary>
public partial class FilterDiagramTests
{
    private static readonly Dictionary<string, MessageFilter> s_filters = Named(
        Filter((messages, time) => messages.MaxLength(3)),
        Filter((messages, time) => messages.RateLimit(2, TimeSpan.FromSeconds(5), time)),
        Filter((messages, time) => messages.SlowMode(TimeSpan.FromSeconds(5), room: "lobby", time)),
        Filter((messages, time) => messages.DropRepeats(TimeSpan.FromSeconds(5), time)),
        Filter((messages, time) => messages.Censor("darn", "heck")),
        Filter((messages, time) => messages.Reject(message => message.Text.Contains("SALE"), "no advertising")),
        Filter((messages, time) => messages.Reject(@"https?://", "no links")),
        Filter(
            (messages, time) => messages.FloodGuard(2, TimeSpan.FromSeconds(1), mute: TimeSpan.FromSeconds(4), time)),
        Filter((messages, time) => messages.Mute("bob", TimeSpan.FromSeconds(4), time)),
        Filter((messages, time) => messages.QuietHours(new TimeOnly(22, 0), new TimeOnly(6, 0), time)),
        Filter((messages, time) => messages.Review(
            message => message.Text.Contains("http"), TimeSpan.FromSeconds(3), scheduler: time)),
        Filter((messages, time) => messages.SelectInOrder(Slow.ClassifyAsync(time), scheduler: time)),
        Filter((messages, time) => messages.Replies(
            said => said.Where(m => m.Text == "!ping").Select(m => new ChatMessage("bot", m.Room, "pong")))),
        Filter((messages, time) => messages.WithRejections((said, rejected) => said
            .Reject(m => m.Text == "x", "no").Merge(rejected.Select(no => new ChatMessage("bot", "lobby", "tut"))))),
        Filter((messages, time) => messages.Digest(TimeSpan.FromSeconds(6), scheduler: time)));

    public static TheoryData<string> Diagrams => [.. Drawn().Select(drawing => drawing.Groups["code"].Value)];

    [Theory, MemberData(nameof(Diagrams))]
    public void A_filter_does_what_is_drawn(string code)
    {
        var drawing = Drawn().Single(drawing => drawing.Groups["code"].Value == code);
        var lines = drawing.Groups["more"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var stage = new DrawnFilter([.. lines.Select(line => Legend().Match(line)).Where(match => match.Success)
            .Select(match => (match.Groups["letter"].Value[0], match.Groups["text"].Value))]);

        stage.Heard(s_filters[code], drawing.Groups["said"].Value)
            .Should().Be(drawing.Groups["passed"].Value, stage.Text);

        stage.Told.Select(Told).Should().Equal(lines.Where(line => !Legend().IsMatch(line)));
    }

    [Fact]
    public void Every_operator_is_drawn()
    {
        var operators = typeof(FilterOperators).GetMethods()
            .Where(method => method is { IsStatic: true, IsPublic: true }).Select(method => method.Name).Distinct();
        var drawn = Drawn().Select(drawing => OperatorName().Match(drawing.Groups["code"].Value).Groups[1].Value)
            .ToHashSet();
        operators.Where(name => !drawn.Contains(name)).Should().BeEmpty();
    }

    private static (string, MessageFilter) Filter(
        MessageFilter filter, [CallerArgumentExpression(nameof(filter))] string code = "") =>
        (LineBreak().Replace(code, "")["(messages, time) => ".Length..], filter);

    private static Dictionary<string, MessageFilter> Named(params (string Code, MessageFilter Filter)[] filters) =>
        filters.ToDictionary(filter => filter.Code, filter => filter.Filter);

    private static MatchCollection Drawn() =>
        Drawing().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "filters.md")));

    private static string Told(string told) =>
        string.Concat(told.AsSpan(0, told.IndexOf(':')), " is told", told.AsSpan(told.IndexOf(':')));

    [GeneratedRegex(@"```text\nsaid +(?<said>.+)\n +(?<code>messages.+)\npassed +(?<passed>.+)\n(?<more>[^`]*)```")]
    private static partial Regex Drawing();

    [GeneratedRegex(@"\n +")]
    private static partial Regex LineBreak();

    [GeneratedRegex("^(?<letter>[A-Za-z]) = (?<text>.*)$")]
    private static partial Regex Legend();

    [GeneratedRegex(@"^messages\.(\w+)\(")]
    private static partial Regex OperatorName();

    /// <summary>
    /// Takes three seconds for a text with a question mark, and does not let one through that begins with "buy".
    /// </summary>
    private static class Slow
    {
        public static Func<ChatMessage, CancellationToken, Task<ChatMessage?>> ClassifyAsync(IScheduler time) =>
            async (message, _) =>
            {
                if (message.Text.Contains('?')) await Observable.Timer(TimeSpan.FromSeconds(3), time);
                return message.Text.StartsWith("buy", StringComparison.Ordinal) ? null : message;
            };
    }
}
