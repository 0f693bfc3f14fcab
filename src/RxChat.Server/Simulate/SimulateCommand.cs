using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using RxChat.Marbles;
using RxChat.Scripting;
using RxChat.Server.Configuration;
using RxChat.Server.Filters;
using RxChat.Testing;

namespace RxChat.Server.Simulate;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat simulate</c>: days of a whole server, its people and what goes wrong, in virtual time.</summary>
internal static class SimulateCommand
{
    private static readonly Argument<string?> s_schedule = new("SCHEDULE")
    {
        Description = "a file that an earlier simulation wrote, to run again", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<int> s_clients = new("--clients")
    {
        Description = "how many clients there are", HelpName = "number", DefaultValueFactory = _ => 100,
    };

    private static readonly Option<double> s_hours = new("--hours")
    {
        Description = "for how long", HelpName = "hours", DefaultValueFactory = _ => 1,
    };

    private static readonly Option<long> s_seed = new("--seed")
    {
        Description = "of which all is made; the same seed gives the same bytes", HelpName = "number",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> s_filters = new("--filters")
    {
        Description = "a filter file, in force at the start and after some of the swaps", HelpName = "FILE",
    };

    private static readonly Option<string> s_faults = new("--faults")
    {
        // Not asked of RxChat.Testing: no other command needs it, and each library is one more open file.
        Description = "what goes wrong, parted by commas: all, clocks, crashes, disks, half-open, none, readers, "
            + "resets, restarts, storms, swaps",
        HelpName = "words", DefaultValueFactory = _ => "all",
    };

    private static readonly Option<string?> s_write = new("--write")
    {
        Description = "where to write the shortest schedule that breaks a promise (simulation-SEED.jsonl)",
        HelpName = "FILE",
    };

    private static readonly Option<int> s_shrink = new("--shrink")
    {
        Description = "how many seconds to look for a shorter one", HelpName = "seconds",
        DefaultValueFactory = _ => 60,
    };

    public static Command Create()
    {
        var simulate = new Command("simulate",
            "Runs the whole server in virtual time, with people who talk and everything that goes wrong, and looks at "
            + "each promise as it happens. Exits with 0, or with 1 when one is not kept: then it says which, with the "
            + "seed and the shortest schedule it finds, which it runs again.")
        {
            s_schedule, s_clients, s_hours, s_seed, s_filters, s_faults, s_write, s_shrink,
        };
        simulate.SetAction(Run);
        return simulate;
    }

    private static int Run(ParseResult parsed)
    {
        if (Problem(parsed) is { } problem) return LastWords.Say(problem, code: 2);
        if (parsed.GetValue(s_filters) is not { } path) return Run(parsed, new SimulationOptions());
        try
        {
            // What takes real time is found from then on, and a filter is tried when it is loaded.
            RuntimeHelpers.RunModuleConstructor(typeof(RealTimeException).Module.ModuleHandle);
            var text = new WatchedText(path);
            text.Look();
            using var file = FilterFile.Load(path, text.Text);
            return Run(parsed, new SimulationOptions
            {
                Filters = [file.ForEveryone, null, .. SimulatedFilters.All],
                Server = new SimulationOptions().Server with { FilterPerClient = file.PerClient },
            });
        }
        catch (FilterFileException e)
        {
            foreach (var one in e.Problems) Console.Error.WriteLine(Printed.Of(one.ToString()));
            return 1;
        }
    }

    private static int Run(ParseResult parsed, SimulationOptions options)
    {
        Simulation simulation;
        if (parsed.GetValue(s_schedule) is { } schedule)
        {
            try
            {
                using var reader = new StreamReader(schedule);
                simulation = Schedule.Read(reader, options);
            }
            catch (FormatException e)
            {
                return LastWords.Say($"{schedule}: {e.Message}; rxchat simulate writes such files");
            }
        }
        else
        {
            simulation = Simulation.Of(
                options with
                {
                    Clients = parsed.GetValue(s_clients), Time = TimeSpan.FromHours(parsed.GetValue(s_hours)),
                    Faults = ValueParser.List(parsed.GetValue(s_faults)!)
                        .Aggregate(Workloads.None, (all, word) => all.And(Workloads.ByName[word])),
                },
                parsed.GetValue(s_seed));
        }
        var watch = Stopwatch.StartNew();
        var report = simulation.Run(Progress(simulation));
        foreach (var line in Lines(simulation, report, watch.Elapsed)) Console.Out.WriteLine(line);
        return report.Violation is null ? 0 : Shrink(parsed, simulation, report);
    }

    private static string? Problem(ParseResult parsed) =>
        parsed.GetValue(s_clients) is < 1 or > 100_000 ? "--clients must be from 1 to 100000"
        : parsed.GetValue(s_hours) is not (>= 0.01 and <= 24 * 366) ? "--hours must be from 0.01 to 8784 (a year)"
        : parsed.GetValue(s_shrink) < 0 ? "--shrink must be 0 (not at all) or more seconds"
        : ValueParser.List(parsed.GetValue(s_faults)!).FirstOrDefault(word => !Workloads.ByName.ContainsKey(word))
            is { } unknown
            ? $"--faults knows no {unknown}; there are {string.Join(", ", Workloads.ByName.Keys)}"
        : null;

    private static Action<TimeSpan> Progress(Simulation simulation)
    {
        var told = TimeSpan.Zero;
        return now =>
        {
            if (now - told < TimeSpan.FromHours(1)) return;
            told = now;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{now.TotalHours:0} h of {simulation.Options.Time.TotalHours:0.##}"));
        };
    }

    private static IEnumerable<string> Lines(Simulation simulation, SimulationReport report, TimeSpan took)
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"seed {report.Seed}: {simulation.Options.Clients} clients, {report.Time.TotalHours:0.##} h "
            + $"in {took.TotalSeconds:0.0} s, {report.Steps} steps");
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{report.Messages} messages of {report.Entries} entries, {report.Deliveries} deliveries, "
            + $"{report.Acknowledgements} called ok and kept");
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{report.Joins} joins, {report.Resumes} of them resumed, {report.Rewinds} rewound; "
            + $"{report.Swaps} swaps, {report.Crashes} crashes");
        yield return string.Create(CultureInfo.InvariantCulture,
            $"sha256 {report.Hash} of {report.Bytes} bytes");
        yield return report.Violation is not { } violation ? "0 promises broken"
            : Printed.Of(string.Create(CultureInfo.InvariantCulture,
                $"broken after {violation.At}: {violation.Promise}: {violation.What}"));
    }

    private static int Shrink(ParseResult parsed, Simulation simulation, SimulationReport report)
    {
        var shrunk = simulation.Shrunk(report, TimeSpan.FromSeconds(parsed.GetValue(s_shrink)));
        var path = parsed.GetValue(s_write)
            ?? string.Create(CultureInfo.InvariantCulture, $"simulation-{report.Seed}.jsonl");
        using (var file = new StreamWriter(path)) Schedule.Write(shrunk, file);
        var recording = Path.ChangeExtension(path, ".rec");
        var again = shrunk.Recorded(recording).Run();
        if (again.Violation is { } violation) Console.Out.WriteLine(Printed.Of(violation.What));
        Console.Out.WriteLine($"{shrunk.Steps.Count} steps of it: rxchat simulate {path}");
        for (var life = again.Lives; life > 0; life--)
        {
            var when = life == again.Lives ? "how it stood, step by step" : "and the server before that";
            Console.Out.WriteLine($"{when}: rxchat at {SimulationOptions.RecordingOf(recording, life)} --page");
        }
        return 1;
    }
}
