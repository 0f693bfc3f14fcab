using System.Text.RegularExpressions;
using RxChat.Tests.House;

namespace RxChat.Tests.Docs;

/// <summary>What is promised in docs/reliability.md is shown by tests that are there.</summary>
public partial class ReliabilityTests
{
    [Fact]
    public void Every_promise_names_tests_and_each_of_them_is_there()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "reliability.md"))
            .Where(line => line.StartsWith("| **", StringComparison.Ordinal)).ToList();
        rows.Should().HaveCountGreaterThan(15);
        var classes = Repository.Sources("tests")
            .GroupBy(path => Path.GetFileNameWithoutExtension(path))
            .ToDictionary(one => one.Key, one => string.Concat(one.Select(File.ReadAllText)));
        foreach (var row in rows)
        {
            var named = Named().Matches(row.Split('|')[^2]);
            named.Should().NotBeEmpty("{0} is shown by something", row);
            foreach (Match test in named)
            {
                classes.Should().ContainKey(test.Groups["class"].Value);
                var source = classes[test.Groups["class"].Value];
                source.Should().Contain($"class {test.Groups["class"].Value}");
                if (test.Groups["method"] is { Success: true } method)
                    source.Should().Contain($" {method.Value}(", "{0} names it", row);
            }
        }
    }

    [GeneratedRegex(@"`(?<class>\w+)(\.(?<method>\w+))?`")]
    private static partial Regex Named();
}
