using System.CommandLine;
using RxChat.Bench;
using RxChat.Scripting;
using RxChat.Server.Configuration;
using RxChat.Server.Connect;
using RxChat.Server.Filters;
using RxChat.Server.Serve;

namespace RxChat.Server;

using Command = System.CommandLine.Command;

/// <summary>What can be written after <c>rxchat</c>. Failures are one line on standard error, with the mend, and an exit code.</summary>
internal static class CommandLine
{
    private const string Description = """
        A chat and broadcast server whose whole behaviour is one Rx query.

        Without a command it serves. Try it:
          rxchat                                       serves nul://127.0.0.1:4040 and line://127.0.0.1:4041
          rxchat connect line://127.0.0.1:4041         talks to it; so does nc 127.0.0.1 4041
          rxchat --listen line://0.0.0.0:7000          serves on another address; port 0 takes a free one

        Each option can also be set in a JSON file (--config; --max-frame is "maxFrame" there) or in the
        environment (RXCHAT_MAX_FRAME). The command line wins over the environment, that over the file.
        On SIGHUP the file is read again; on SIGTERM or Ctrl-C the server drains and exits with 0.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var result = Root().Parse(args);
        if (result.Errors.Count > 0) return Fail(2, $"{result.Errors[0].Message.TrimEnd('.')}; rxchat --help lists what there is");
        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (BadOptionException e)
        {
            return Fail(2, e.Message);
        }
        catch (FilterFileException e)
        {
            return Fail(1, $"{e.Message}; mend it there, rxchat filters check tells all");
        }
        catch (IOException e)
        {
            return Fail(1, e.Message);
        }
    }

    private static int Fail(int code, string line)
    {
        Console.Error.WriteLine($"rxchat: {line.ReplaceLineEndings(" ")}");
        return code;
    }

    private static RootCommand Root()
    {
        var sources = new ServeOptions();
        var root = new RootCommand(Description);
        var serve = new Command("serve", "Serves until SIGTERM or Ctrl-C. The default command.");
        foreach (var command in new[] { root, serve })
        {
            foreach (var option in sources.All) command.Options.Add(option);
            command.SetAction((parsed, _) => ServeCommand.RunAsync(() => sources.Read(parsed)));
        }
        root.Subcommands.Add(serve);
        root.Subcommands.Add(Connect());
        root.Subcommands.Add(FiltersCommand.Create());
        root.Subcommands.Add(BenchCommand.Create());
        return root;
    }

    private static Command Connect()
    {
        var url = new Argument<string>("URL") { Description = "where to, such as line://127.0.0.1:4041 or nul://127.0.0.1:4040" };
        var connect = new Command("connect", "Sends the lines it reads and prints what arrives. At end of input it leaves and exits with 0.") { url };
        connect.SetAction((parsed, cancellation) => ConnectCommand.RunAsync(parsed.GetValue(url)!, cancellation));
        return connect;
    }
}
