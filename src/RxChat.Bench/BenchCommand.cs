using System.CommandLine;

namespace RxChat.Bench;

/// <summary><c>rxchat bench URL</c>: puts load on a server, checks every delivery, and says how fast it was.</summary>
public static class BenchCommand
{
    private const string Description = """
        Puts load on a server and says how fast it was; every delivery on every connection is checked.

        Connections join the lobby, as everybody does; some of them publish, all of them receive. Other
        traffic there is passed over. With --rate, messages are due at an even pace and latency counts from
        then, so that a stall shows as what it is (corrected for coordinated omission); without it, --window
        messages are kept under way. Exits with 0 if nothing was lost, doubled or misordered, otherwise with 1.

          rxchat bench nul://127.0.0.1:4040 --connections 1000
          rxchat bench line://127.0.0.1:4041 --rate 2000 --duration 30 --json
        """;

    /// <summary>
    /// The command, for an executable's command line. A failed run is an <see cref="IOException"/>, told in one line.
    /// </summary>
    public static Command Create()
    {
        var url = new Argument<string>("URL")
        {
            Description = "where to, such as nul://127.0.0.1:4040 or line://127.0.0.1:4041",
        };
        var remote = Switch("--remote", "Allows a server on another machine; have its owner's consent.");
        var json = Switch("--json", "Prints the result as one JSON object; times are microseconds.");
        var portable = Switch("--portable", "Uses .NET's own sockets, as it does anyway except on Linux.");
        Option<string>[] settings =
        [
            Setting(BenchOptions.ConnectionsFlag, "n", "Connections, 1 to 20000 (100)."),
            Setting(BenchOptions.PublishersFlag, "n",
                "How many of them publish, 1 to 1000 (8, or all if there are fewer)."),
            Setting(BenchOptions.SizeFlag, "bytes", "Bytes of a message with its delimiter, 32 to 65000 (64)."),
            Setting(BenchOptions.RateFlag, "n", "Messages per second of all publishers together, 0.1 to 10000000."),
            Setting(BenchOptions.WindowFlag, "n",
                "Without --rate: messages under way, 1 to 1000000 (256, less when they are more than 512 KiB)."),
            Setting(BenchOptions.DurationFlag, "seconds", "How long it measures, 0.1 to 600 (5)."),
            Setting(BenchOptions.FrozenFlag, "n",
                "Connections more that never read, to see what they cost the others (0)."),
            Setting(BenchOptions.WarmupFlag, "seconds", "Load before that, 0 to 60 (1)."),
        ];
        var command = new Command("bench", Description) { url, remote, json, portable };
        foreach (var setting in settings) command.Options.Add(setting);
        command.SetAction(parsed =>
        {
            string? Value(string flag) => parsed.GetValue(settings.First(setting => setting.Name == flag));
            BenchOptions options;
            try { options = BenchOptions.Parse(parsed.GetValue(url)!, parsed.GetValue(remote), Value); }
            catch (FormatException e) { return Fail(2, e.Message); }
            return Run(options with { Portable = parsed.GetValue(portable) }, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(BenchOptions options, bool json)
    {
        var progress = new Progress();
        BenchResult result;
        try
        {
            result = Load.Run(options, progress);
        }
        finally
        {
            progress.Clear();
        }
        var bar = Console.OutputEncoding.CodePage == 65001 ? '█' : '#';
        Console.Out.WriteLine(json ? Report.Json(result) : Report.Text(result, bar).TrimEnd());
        return Report.Fault(result) is { } fault ? Fail(1, fault) : 0;
    }

    private static int Fail(int code, string line)
    {
        Console.Error.WriteLine($"rxchat: {line.ReplaceLineEndings(" ")}");
        return code;
    }

    private static Option<bool> Switch(string name, string help) => new(name) { Description = help };

    private static Option<string> Setting(string name, string value, string help) =>
        new(name) { Description = help, HelpName = value };
}
