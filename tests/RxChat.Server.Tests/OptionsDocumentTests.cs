using System.Text.RegularExpressions;

namespace RxChat.Server.Tests;

public partial class OptionsDocumentTests
{
    [Fact]
    public async Task Every_flag_the_help_knows_is_in_the_document_and_the_other_way_round()
    {
        var help = (await RxChatProcess.RunAsync(["--help"])).Output;
        var document = await File.ReadAllTextAsync(Path.Combine(RxChatProcess.Root, "docs", "options.md"),
            TestContext.Current.CancellationToken);

        var known = HelpFlag().Matches(help).Select(match => match.Groups["flag"].Value).Except(["--help", "--version"])
            .Distinct();
        var described = DocumentFlag().Matches(document).Select(match => match.Groups["flag"].Value);

        described.Should().BeEquivalentTo(known);
    }

    [Fact]
    public async Task What_a_value_is_the_document_says_as_the_help_does()
    {
        var help = (await RxChatProcess.RunAsync(["--help"])).Output;
        var path = Path.Combine(RxChatProcess.Root, "docs", "options.md");
        var document = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var rows = DocumentValue().Matches(document)
            .ToDictionary(row => row.Groups["flag"].Value, row => row.Groups["value"].Value);
        foreach (Match line in HelpValue().Matches(help))
        {
            var value = rows[line.Groups["flag"].Value];
            foreach (var word in line.Groups["value"].Value.Split('|'))
                value.Should().Contain(word, "that is what {0} takes", line.Groups["flag"].Value);
        }
    }

    [GeneratedRegex(@"^  (?<flag>--[a-z-]+) <(?<value>[^>]+)>", RegexOptions.Multiline)]
    private static partial Regex HelpValue();

    [GeneratedRegex(@"^\| `(?<flag>--[a-z-]+)` (?<value>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex DocumentValue();

    [GeneratedRegex(@"^  (?<flag>--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex HelpFlag();

    [GeneratedRegex(@"^\| `(?<flag>--[a-z-]+)`", RegexOptions.Multiline)]
    private static partial Regex DocumentFlag();
}
