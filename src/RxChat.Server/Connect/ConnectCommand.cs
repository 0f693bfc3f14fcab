using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using RxChat.Client;
using RxChat.Server.Configuration;
using RxChat.Server.Users;

namespace RxChat.Server.Connect;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat connect</c>: a client for people on a terminal, and for lines in a pipe.</summary>
internal static class ConnectCommand
{
    public static Command Create()
    {
        var url = new Argument<string>("URL")
        {
            Description = "where to, such as line://127.0.0.1:4041, nul://127.0.0.1:4040 or json://127.0.0.1:4042",
        };
        var name = new Option<string?>("--name")
        {
            Description = "what to be called; a guest if none",
            HelpName = "NAME",
        };
        var room = new Option<string?>("--room") { Description = "which room to join", HelpName = "ROOM" };
        var logsIn = new Option<bool>("--login") { Description = "asks for the password of the name's account" };
        var connect = new Command("connect",
            "Talks to a server: on a terminal with a line to type in, history, Tab and reconnection; in a pipe it "
            + "sends the lines it reads and prints what arrives. At end of input it leaves and exits with 0.")
        {
            url, name, room, logsIn,
        };
        connect.SetAction(async (parsed, cancellation) =>
        {
            var who = new Who(parsed.GetValue(name), parsed.GetValue(room),
                parsed.GetValue(logsIn) ? await PasswordAsync(parsed.GetValue(name), cancellation) : null);
            return await RunAsync(parsed.GetValue(url)!, who, cancellation);
        });
        return connect;
    }

    private static async Task<int> RunAsync(string url, Who who, CancellationToken cancellation)
    {
        var uri = Parse(url);
        var isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        if (Links.Know(uri)) return await TalkAsync(uri, who, isTerminal);
        var address = uri.Scheme.StartsWith("nul", StringComparison.Ordinal)
            ? new TextAddress(uri, Framing.Nul, (byte)0)
            : new TextAddress(uri, Framing.Line, (byte)'\n');
        using var dialed = await DialAsync(url, address, cancellation);
        if (!isTerminal) return await PipeAsync(dialed.Stream, address, who, cancellation);
        await TerminalSession.RunAsync(loop => new TextDialogue(address, dialed, who, loop));
        return 0;
    }

    private static async Task<Dialed> DialAsync(string url, TextAddress address, CancellationToken cancellation)
    {
        try
        {
            return await address.DialAsync(cancellation);
        }
        catch (SocketException e)
        {
            throw new IOException($"cannot connect to {url}: {e.Message}; is the server running there?");
        }
    }

    private static async Task<int> TalkAsync(Uri uri, Who who, bool isTerminal)
    {
        var options = new ChatClientOptions { Name = who.Name, Password = who.Password?.Reveal() };
        if (isTerminal) await TerminalSession.RunAsync(loop => new JsonDialogue(uri, options, who.Room, loop));
        else await PipeSession.RunAsync(loop => new JsonDialogue(uri, options, who.Room, loop));
        return 0;
    }

    private static async Task<int> PipeAsync(
        Stream stream, TextAddress address, Who who, CancellationToken cancellation)
    {
        var colour = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        var screen = new Screen(Console.Out, colour);
        var asked = new TaskCompletionSource();
        _ = SendAsync(stream, address.Delimiter, who, asked);
        await screen.ShowAsync(stream, address.Framing, cancellation);
        if (asked.Task.IsCompleted) return 0;
        throw new IOException(screen.LastNotice is { } notice
            ? $"disconnected by the server: {notice}"
            : "the connection was lost");
    }

    private static Uri Parse(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme is "nul+unix" or "line+unix" || Links.Know(uri)
            || (uri.Port >= 0 && uri.Scheme is "nul" or "nuls" or "line" or "lines"))
            ? uri
            : throw new BadOptionException(
                $"{url} is nothing to connect to; write for example line://127.0.0.1:4041 or nul://127.0.0.1:4040");

    private static async Task<Secret> PasswordAsync(string? name, CancellationToken cancellation) => name is null
        ? throw new BadOptionException("--login needs a --name")
        : Console.IsInputRedirected
            ? throw new BadOptionException("--login asks on a terminal; in a pipe, send /login NAME PASSWORD")
            : await PasswordPrompt.AskAsync(name, cancellation);

    // Standard input cannot be waited for without a thread: reading it ends with the process.
    private static async Task SendAsync(Stream stream, byte delimiter, Who who, TaskCompletionSource asked)
    {
        try
        {
            foreach (var command in who.Opening) await WriteAsync(stream, command, delimiter);
            using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
            while (await input.ReadLineAsync() is { } line)
            {
                if (TextDialogue.IsQuit(line)) asked.TrySetResult();
                await WriteAsync(stream, line, delimiter);
            }
            asked.TrySetResult();
            await WriteAsync(stream, "/quit", delimiter);
        }
        catch (IOException)
        {
            // The connection ended; whoever reads from it says why.
        }
    }

    private static async Task WriteAsync(Stream stream, string line, byte delimiter)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(line) + 1];
        Encoding.UTF8.GetBytes(line, bytes);
        bytes[^1] = delimiter;
        await stream.WriteAsync(bytes);
    }
}
