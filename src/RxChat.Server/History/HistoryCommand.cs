using System.CommandLine;
using System.Text;
using RxChat.Sqlite;

namespace RxChat.Server.History;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat history</c>: works on a file in which a server keeps what is said.</summary>
internal static class HistoryCommand
{
    public static Command Create() =>
        new("history", "Works with history files.") 
        {
            Export(), Import(), BackUp(), Purge(), Audit(),
        };

    private static Command Export()
    {
        var (file, room) = (NewFile(), NewRoom("only what was said in this room"));
        var export = new Command("export",
            "Writes what was said as JSON, one object a line, to standard output; a server may write meanwhile.")
        {
            file, room,
        };
        export.SetAction(parsed => Work(() =>
        {
            using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
            var count = HistoryFile.Export(parsed.GetValue(file)!, parsed.GetValue(room), output);
            output.Flush();
            return $"{Entries(count)} exported";
        }));
        return export;
    }

    private static Command Import()
    {
        var file = NewFile();
        var import = new Command("import",
            "Reads from standard input what export wrote, all of it or nothing, into a file or a new one.") { file };
        import.SetAction(parsed => Work(() =>
        {
            using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false, true));
            return $"{Entries(HistoryFile.Import(parsed.GetValue(file)!, input))} imported";
        }));
        return import;
    }

    private static Command BackUp()
    {
        var file = NewFile();
        var to = new Argument<string>("TO") { Description = "the copy, which is not there yet" };
        var backup = new Command("backup", "Copies a file as it is at one moment; a server may write meanwhile.")
        {
            file, to,
        };
        backup.SetAction(parsed => Work(() =>
        {
            HistoryFile.BackUp(parsed.GetValue(file)!, parsed.GetValue(to)!);
            return $"{parsed.GetValue(to)} is a copy";
        }));
        return backup;
    }

    private static Command Purge()
    {
        var (file, room) = (NewFile(), NewRoom("what was said in this room"));
        var person = new Option<string?>("--person")
        {
            Description = "what was said under this name",
            HelpName = "NAME",
        };
        var recording = new Option<string?>("--recording")
        {
            Description = "a recording of the same server, which is deleted: it holds what was said, too",
            HelpName = "FILE",
        };
        var purge = new Command("purge",
            "Takes out what was said in a room, or by a person, or by one in the other: numbers stay, texts and names "
            + "go from the file and its index. The server is stopped meanwhile.")
        {
            file, room, person, recording,
        };
        purge.SetAction(parsed => parsed.GetValue(room) is null && parsed.GetValue(person) is null
            ? LastWords.Say("purge needs --room, --person or both", code: 2)
            : Work(() =>
            {
                var count = HistoryFile.Purge(
                    parsed.GetValue(file)!, parsed.GetValue(room), parsed.GetValue(person));
                if (parsed.GetValue(recording) is { } recorded)
                {
                    foreach (var part in new[] { recorded, $"{recorded}.1" }) File.Delete(part);
                }
                return $"{Entries(count)} purged";
            }));
        return purge;
    }

    private static Command Audit()
    {
        var (file, room) = (NewFile(), NewRoom("only what was done in this room"));
        var audit = new Command("audit",
            "Writes what was done to keep rooms in order, a line each: when, where, what; a server may write it "
            + "meanwhile.")
        {
            file, room,
        };
        audit.SetAction(parsed => Work(() =>
        {
            HistoryFile.Audit(parsed.GetValue(file)!, parsed.GetValue(room), Console.Out);
            return null;
        }));
        return audit;
    }

    private static string Entries(long count) => count == 1 ? "1 entry" : $"{count} entries";

    private static Argument<string> NewFile() => new("FILE") { Description = "a history file, such as rxchat.db" };

    private static Option<string?> NewRoom(string what) => new("--room") { Description = what, HelpName = "ROOM" };

    private static int Work(Func<string?> work)
    {
        try
        {
            if (work() is { } done) Console.Error.WriteLine(done);
            return 0;
        }
        catch (HistoryFileException e)
        {
            return LastWords.Say(e.Message);
        }
    }
}
