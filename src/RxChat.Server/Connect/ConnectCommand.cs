using System.Net.Sockets;
using System.Text;
using RxChat.Server.Configuration;

namespace RxChat.Server.Connect;

/// <summary><c>rxchat connect URL</c>: a terminal client for <c>nul</c> and <c>line</c>.</summary>
internal static class ConnectCommand
{
    private const string Quit = "/quit";

    public static async Task<int> RunAsync(string url, CancellationToken cancellation)
    {
        var (host, port, framing, delimiter) = Parse(url);
        using var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(host, port, cancellation);
        }
        catch (SocketException e)
        {
            throw new IOException($"cannot connect to {url}: {e.Message}; is the server running there?");
        }
        var stream = client.GetStream();
        var colour = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        var screen = new Screen(Console.Out, colour);
        var asked = new TaskCompletionSource();
        _ = SendAsync(stream, delimiter, asked);
        await screen.ShowAsync(stream, framing, cancellation);
        if (asked.Task.IsCompleted) return 0;
        throw new IOException(screen.LastNotice is { } notice
            ? $"disconnected by the server: {notice}"
            : "the connection was lost");
    }

    private static (string Host, int Port, Framing Framing, byte Delimiter) Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Port < 0 || uri.Scheme is not ("nul" or "line"))
            throw new BadOptionException(
                $"{url} is nothing to connect to; write for example line://127.0.0.1:4041 or nul://127.0.0.1:4040");
        return uri.Scheme == "nul"
            ? (uri.DnsSafeHost, uri.Port, Framing.Nul, (byte)0)
            : (uri.DnsSafeHost, uri.Port, Framing.Line, (byte)'\n');
    }

    // Standard input cannot be waited for without a thread: reading it ends with the process.
    private static async Task SendAsync(NetworkStream stream, byte delimiter, TaskCompletionSource asked)
    {
        try
        {
            using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
            while (await input.ReadLineAsync() is { } line)
            {
                if (IsQuit(line)) asked.TrySetResult();
                await WriteAsync(stream, line, delimiter);
            }
            asked.TrySetResult();
            await WriteAsync(stream, Quit, delimiter);
        }
        catch (IOException)
        {
            // The connection ended; whoever reads from it says why.
        }
    }

    // As the server reads commands.
    private static bool IsQuit(string line) =>
        line.Split(' ', '\t')[0].Equals(Quit, StringComparison.OrdinalIgnoreCase);

    private static async Task WriteAsync(NetworkStream stream, string line, byte delimiter)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(line) + 1];
        Encoding.UTF8.GetBytes(line, bytes);
        bytes[^1] = delimiter;
        await stream.WriteAsync(bytes);
    }
}
