using System.CommandLine;
using RxChat.Bench;
using RxChat.Scripting;
using RxChat.Server.Configuration;
using RxChat.Server.Connect;
using RxChat.Server.Filters;
using RxChat.Server.History;
using RxChat.Server.Recordings;
using RxChat.Server.Say;
using RxChat.Server.Serve;
using RxChat.Server.Simulate;
using RxChat.Server.Users;
using RxChat.Server.Watch;

namespace RxChat.Server;

using Command = System.CommandLine.Command;

/// <summary>
/// What can be written after <c>rxchat</c>. Failures are one line on standard error, with the mend, and an exit code.
/// </summary>
internal static class CommandLine
{
    private const string Serve = "serve";

    private const string Description = """
        A chat and broadcast server whose whole behaviour is one Rx query.

        Without a command it serves. Try it:
          rxchat                                       serves nul://127.0.0.1:4040, line://127.0.0.1:4041 and
                                                       a page to talk in, http://127.0.0.1:4080
          rxchat connect line://127.0.0.1:4041         talks to it; so does nc 127.0.0.1 4041
          rxchat --listen line://0.0.0.0:7000          serves on another address; port 0 takes a free one

        Each option can also be set in a JSON file (--config; --max-frame is "maxFrame" there) or in the
        environment (RXCHAT_MAX_FRAME). The command line wins over the environment, that over the file.
        On SIGHUP the file is read again; on SIGTERM or Ctrl-C the server drains and exits with 0.
        """;

    // A value may begin with @: it names no file of more arguments.
    private static readonly ParserConfiguration s_parser = new() { ResponseFileTokenReplacer = null };

    // Failures and signals are our own business.
    private static readonly InvocationConfiguration s_invocation =
        new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    public static async Task<int> RunAsync(string[] args, Signals signals)
    {
        try
        {
            var root = Root(signals);
            var result = root.Parse(args, s_parser);
            if (Misspelled(result) is { } misspelled) return LastWords.Say(misspelled, code: 2);
            if (result.Errors is [var error, ..])
                return LastWords.Say($"{error.Message.TrimEnd('.')}; rxchat --help lists what there is", code: 2);
            if (result.CommandResult.Command is not (RootCommand or { Name: Serve }))
            {
                // Only serving drains; to the rest a signal is what it is to any process.
                signals.Dispose();
                if (signals.Stopped.IsCompleted) return LastWords.Say("ended by a signal before it began");
            }
            return await result.InvokeAsync(s_invocation);
        }
        catch (BadOptionException e)
        {
            return LastWords.Say(e.Message, code: 2);
        }
        catch (FilterFileException e)
        {
            return LastWords.Say($"{e.Message}; rxchat filters check tells all");
        }
        catch (Exception e)
        {
            return LastWords.Say(LastWords.Of(e));
        }
    }

    /// <summary>What to say about a word in the place of a command, or about none where one is needed.</summary>
    private static string? Misspelled(ParseResult result)
    {
        var command = result.CommandResult.Command;
        if (result.Errors.Count == 0 || command.Subcommands.Count == 0) return null;
        string[] known = [.. command.Subcommands.Select(sub => sub.Name)];
        var path = command is RootCommand ? "rxchat" : $"rxchat {command.Name}";
        return result.UnmatchedTokens is [var word, ..] && !word.StartsWith('-')
            ? $"{path} has no command \"{word}\"; {Spelling.Hint(word, known)}"
            : result.UnmatchedTokens.Count == 0 && command.Action is null
                ? $"{path} needs a command; known are {string.Join(", ", known)}"
            : null;
    }

    private static RootCommand Root(Signals signals)
    {
        var sources = new ServeOptions();
        var root = new RootCommand(Description);
        var serve = new Command(Serve, "Serves until SIGTERM or Ctrl-C. The default command.");
        foreach (var command in new[] { root, serve })
        {
            foreach (var option in sources.All) command.Options.Add(option);
            command.SetAction((parsed, _) => ServeCommand.RunAsync(() => sources.Read(parsed), signals));
        }
        root.Subcommands.Add(serve);
        root.Subcommands.Add(ConnectCommand.Create());
        root.Subcommands.Add(SayCommand.Create());
        root.Subcommands.Add(FiltersCommand.Create());
        root.Subcommands.Add(HistoryCommand.Create());
        root.Subcommands.Add(UserCommand.Create());
        root.Subcommands.Add(ConfigCommand.Create());
        root.Subcommands.Add(TopCommand.Create());
        root.Subcommands.Add(TraceCommand.Create());
        root.Subcommands.Add(SimulateCommand.Create());
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(AtCommand.Create());
        root.Subcommands.Add(BenchCommand.Create());
        return root;
    }
}
