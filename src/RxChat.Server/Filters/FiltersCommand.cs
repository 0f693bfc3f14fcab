using System.CommandLine;
using RxChat.Scripting;

namespace RxChat.Server.Filters;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat filters check FILE</c>: what a server would say about a filter file, without one.</summary>
internal static class FiltersCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "a filter file, such as filters.csx" };
        const string description =
            "Compiles a filter file and tries it with a message in virtual time. Exits with 0, or with 1 and a line "
            + "for each problem.";
        var check = new Command("check", description) { file };
        check.SetAction(parsed => Check(parsed.GetValue(file)!));
        return new Command("filters", "Works with filter files.") { check };
    }

    private static int Check(string path)
    {
        try
        {
            var text = new WatchedText(path);
            text.Look();
            using var filters = FilterFile.Load(path, text.Text);
            Console.Out.WriteLine($"{path}: {(filters.PerClient, filters.ForEveryone) switch
            {
                (null, null) => "passes all",
                (not null, null) => "good, a filter per client",
                (null, not null) => "good, a filter for everyone",
                _ => "good, a filter per client and one for everyone",
            }}");
            return 0;
        }
        catch (FilterFileException e)
        {
            foreach (var problem in e.Problems) Console.Error.WriteLine(problem.ToString().ReplaceLineEndings(" "));
            return 1;
        }
    }
}
