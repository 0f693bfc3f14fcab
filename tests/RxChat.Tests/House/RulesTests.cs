using System.Text.RegularExpressions;

namespace RxChat.Tests.House;

/// <summary>What we agreed on and a reviewer would otherwise have to watch for.</summary>
public partial class RulesTests
{
    [Fact]
    public void The_library_takes_time_and_threads_from_its_scheduler_alone()
    {
        // The loop is where real time enters; the listener's accepting is awaited off the loop and handed to it.
        var offenders = Repository.Sources("src/RxChat")
            .Where(path => Path.GetFileName(path) is not ("EventLoop.cs" or "EventLoop.Sockets.cs"))
            .Where(path => Clocks().IsMatch(File.ReadAllText(path)));
        offenders.Should().BeEmpty();
    }

    [Fact]
    public void The_marble_kit_needs_Rx_alone()
    {
        typeof(MarbleScheduler).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!)
            .Should().NotContain(name => name.StartsWith("RxChat", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_holds_one_idea()
    {
        var tooLong = Repository.Sources("src").Concat(Repository.Sources("tests"))
            .Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal) && File.ReadLines(path).Count() > 250);
        tooLong.Should().BeEmpty("a file of over 250 lines has two");
    }

    [Fact]
    public void Lines_of_code_fit_120_columns()
    {
        var tooWide = Repository.Sources("src").Concat(Repository.Sources("tests"))
            .SelectMany(path => File.ReadLines(path).Index()
                .Where(line => line.Item.Length > 120)
                .Select(line => $"{Path.GetRelativePath(Repository.Root, path)}:{line.Index + 1}"));
        tooWide.Should().BeEmpty();
    }

    [Fact]
    public void Tests_wait_for_what_happens_and_not_for_time_to_pass()
    {
        var sleepers = Repository.Sources("tests").Where(path => Path.GetFileName(path) != "RulesTests.cs")
            .Where(path => Sleeps().IsMatch(File.ReadAllText(path)));
        sleepers.Should().BeEmpty();
    }

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|Task\.Run|new Timer|Thread\.Sleep|Task\.Delay|Environment\.TickCount"
        + @"|Stopwatch\.|ThreadPool\.")]
    private static partial Regex Clocks();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay")]
    private static partial Regex Sleeps();
}
