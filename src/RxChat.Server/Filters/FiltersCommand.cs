using System.CommandLine;
using RxChat.Scripting;
using RxChat.Server.Configuration;

namespace RxChat.Server.Filters;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat filters</c>: what a server would do with a filter file, without one.</summary>
internal static class FiltersCommand
{
    public static Command Create() => new("filters", "Works with filter files.") { CreateCheck(), CreateTry() };

    private static Command CreateCheck()
    {
        var file = NewFile();
        const string description =
            "Compiles a filter file and tries it with a few messages in virtual time. Exits with 0, or with 1 and a "
            + "line for each problem; what is hardly meant is a warning.";
        var check = new Command("check", description) { file };
        check.SetAction(parsed => With(parsed.GetValue(file)!, (path, filters) =>
        {
            Console.Out.WriteLine($"{path}: {(filters.PerClient, filters.ForEveryone) switch
            {
                (null, null) => "passes all",
                (not null, null) => "good, a filter per client",
                (null, not null) => "good, a filter for everyone",
                _ => "good, a filter per client and one for everyone",
            }}");
            return 0;
        }));
        return check;
    }

    private static Command CreateTry()
    {
        var file = NewFile();
        var afterwards = new Option<string>("--for")
        {
            Description = "how much time passes after the last line",
            HelpName = "time",
            DefaultValueFactory = _ => "1m",
        };
        const string description =
            "Says the lines of standard input in virtual time, and prints what is said, who is told what, and when. "
            + "A line is NAME: TEXT, said a second after the one before; 10s alice: hi is said ten seconds after the "
            + "start, and +10s alice: hi after the line before.";
        var attempt = new Command("try", description) { file, afterwards };
        attempt.SetAction(parsed => With(
            parsed.GetValue(file)!,
            (_, filters) => Try(filters, ValueParser.TimeOf("--for", parsed.GetValue(afterwards)!))));
        return attempt;
    }

    private static Argument<string> NewFile() => new("FILE") { Description = "a filter file, such as filters.csx" };

    private static int Try(FilterFile filters, TimeSpan afterwards)
    {
        var rehearsal = new Rehearsal(filters.PerClient, filters.ForEveryone, Console.Error.WriteLine);
        for (var number = 1; Console.In.ReadLine() is { } line; number++)
        {
            try
            {
                rehearsal.Plan(line);
            }
            catch (FormatException e)
            {
                return LastWords.Say($"line {number} {e.Message}: {line}");
            }
        }
        foreach (var line in rehearsal.Run(afterwards)) Console.Out.WriteLine(line);
        return 0;
    }

    private static int With(string path, Func<string, FilterFile, int> work)
    {
        try
        {
            var text = new WatchedText(path);
            text.Look();
            using var filters = FilterFile.Load(path, text.Text);
            foreach (var warning in filters.Warnings) Console.Error.WriteLine(Line(warning));
            return work(path, filters);
        }
        catch (FilterFileException e)
        {
            foreach (var problem in e.Problems) Console.Error.WriteLine(Line(problem));
            return 1;
        }
    }

    private static string Line(FilterProblem problem) => Printed.Of(problem.ToString());
}
