using System.Text.RegularExpressions;
using RxChat.Tests.House;

namespace RxChat.Tests.Docs;

/// <summary>What the documents show is what runs.</summary>
public partial class DocumentTests
{
    private static readonly string[] s_documents =
    [
        Path.Combine(Repository.Root, "README.md"),
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories),
        .. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "README.md", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Every_sample_is_a_region_of_code_that_runs()
    {
        var scripts = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Samples"), "*.mjs",
            SearchOption.AllDirectories);
        var regions = Repository.Sources("tests").Concat(scripts)
            .SelectMany(path => Region().Matches(File.ReadAllText(path)))
            .ToDictionary(match => match.Groups["name"].Value, match => Outdented(match.Groups["code"].Value));
        foreach (var document in s_documents)
        {
            var text = File.ReadAllText(document);
            Fence().Count(text).Should().Be(Sample().Count(text), "each sample in {0} names its region", document);
            foreach (Match sample in Sample().Matches(text))
            {
                var region = regions[sample.Groups["name"].Value];
                sample.Groups["code"].Value.Trim().Should().Be(region, "that is the region in the tests");
            }
        }
    }

    [Fact]
    public void The_session_in_the_readme_happens_as_it_is_written()
    {
        var readme = File.ReadAllText(s_documents[0]);
        var session = Session().Match(readme).Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        session.Length.Should().BeGreaterThanOrEqualTo(10);
        var chat = new VirtualChat();
        var clients = new Dictionary<string, (VirtualClient Client, int Heard)>();
        foreach (var line in session)
        {
            var (who, direction, text) = (line[..5].Trim(), line[6], line[8..]);
            if (!clients.TryGetValue(who, out var state))
            {
                state = (chat.Connect(who), 0);
                chat.Run(TimeSpan.FromSeconds(1));
            }
            if (direction == '>')
            {
                state.Client.Says(text);
                chat.Run(TimeSpan.FromSeconds(1));
            }
            else
            {
                state.Client.Texts.ElementAtOrDefault(state.Heard).Should().Be(text, "{0} hears it next", who);
                state.Heard++;
            }
            clients[who] = state;
        }
        clients.Values
            .Should().AllSatisfy(state => state.Client.Texts.Should().HaveCount(state.Heard, "nothing is left out"));
    }

    [Fact]
    public void Every_link_between_documents_leads_somewhere()
    {
        foreach (var document in s_documents)
        {
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                var target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups["path"].Value);
                (File.Exists(target) || Directory.Exists(target)).Should().BeTrue("{0} links to {1}", document, target);
            }
        }
    }

    private static string Outdented(string code)
    {
        var lines = code.TrimEnd().Split('\n');
        var indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : line.Trim())).Trim();
    }

    [GeneratedRegex(@"#region (?<name>[\w-]+)\n(?<code>.*?)\n\s*(// )?#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex("```(csharp|js)")]
    private static partial Regex Fence();

    [GeneratedRegex(@"<!-- region (?<name>[\w-]+) -->\n```(csharp|js)\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"<!-- session -->\n```text\n(?<lines>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Session();

    [GeneratedRegex(@"\]\((?<path>[^)#:]+)(#[^)]*)?\)")]
    private static partial Regex Link();
}
