using System.Text.RegularExpressions;
using RxChat.Tests.House;
using RxChat.Tests.Queries;

namespace RxChat.Tests.Docs;

/// <summary>The diagrams of docs/queries.md: what is drawn is what a server tells, and no word is left out.</summary>
public partial class QueryDiagramTests
{
    public static TheoryData<string> Diagrams => [.. Drawn().Select(drawing => drawing.Value)];

    [Theory, MemberData(nameof(Diagrams))]
    public void A_query_tells_what_is_drawn(string diagram)
    {
        var drawing = Drawing().Match(diagram);
        var texts = Legend().Matches(drawing.Groups["more"].Value)
            .ToDictionary(line => line.Groups["letter"].Value[0], line => line.Groups["text"].Value);

        new DrawnQuery(texts).Told(drawing.Groups["said"].Value, drawing.Groups["query"].Value)
            .Should().Be(drawing.Groups["told"].Value);
    }

    [Fact]
    public void Every_word_is_drawn()
    {
        var words = Enum.GetNames<QueryVerb>().Concat(Enum.GetNames<FilterKind>())
            .Select(name => name.ToLowerInvariant()).Except(["each"]).Append("not");
        var drawn = Drawn().Select(drawing => drawing.Groups["query"].Value).ToArray();
        foreach (var word in words) drawn.Should().Contain(query => query.Contains($"| {word}"), "{0} is one", word);
    }

    private static MatchCollection Drawn() =>
        Drawing().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "queries.md")));

    [GeneratedRegex(@"```text\nsaid +(?<said>.+)\n +(?<query>in .+)\ntold +(?<told>.+)\n(?<more>[^`]*)```")]
    private static partial Regex Drawing();

    [GeneratedRegex("^(?<letter>[A-Za-z]) = (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Legend();
}
