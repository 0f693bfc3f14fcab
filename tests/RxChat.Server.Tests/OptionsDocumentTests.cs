using System.Text.RegularExpressions;

namespace RxChat.Server.Tests;

public partial class OptionsDocumentTests
{
    [Fact]
    public async Task Every_flag_the_help_knows_is_in_the_document_and_the_other_way_round()
    {
        var help = (await RxChatProcess.RunAsync(["--help"])).Output;
        var document = await File.ReadAllTextAsync(Path.Combine(RxChatProcess.Root, "docs", "options.md"), TestContext.Current.CancellationToken);

        var known = HelpFlag().Matches(help).Select(match => match.Groups["flag"].Value).Except(["--help", "--version"]).Distinct();
        var described = DocumentFlag().Matches(document).Select(match => match.Groups["flag"].Value);

        described.Should().BeEquivalentTo(known);
    }

    [GeneratedRegex(@"^  (?<flag>--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex HelpFlag();

    [GeneratedRegex(@"^\| `(?<flag>--[a-z-]+)`", RegexOptions.Multiline)]
    private static partial Regex DocumentFlag();
}
