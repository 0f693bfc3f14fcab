using System.Net.Sockets;
using System.Reactive.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace RxChat.Server.Connect;

/// <summary>
/// Prints what arrives, a line each: names in colour and notices dimmed on a terminal, plain text in a pipe.
/// </summary>
internal sealed partial class Screen(System.IO.TextWriter output, bool colour)
{
    private const int MaxLine = 16 * 1024 * 1024;
    private const string Dim = "\e[2m";
    private const string Reset = "\e[0m";

    private static readonly string[] s_colours =
    [
        "\e[31m", "\e[32m", "\e[33m", "\e[34m", "\e[35m", "\e[36m", "\e[91m", "\e[92m", "\e[94m", "\e[95m",
    ];

    /// <summary>The last line of all, if the server spoke it for itself.</summary>
    public string? LastNotice { get; private set; }

    /// <summary>Prints until the stream ends or breaks.</summary>
    public async Task ShowAsync(NetworkStream stream, Framing framing, CancellationToken cancellation)
    {
        await Chunks(stream, cancellation)
            .Catch((IOException _) => Observable.Empty<ReadOnlyMemory<byte>>())
            .Frames(framing, MaxLine, frame => Printable(Encoding.UTF8.GetString(frame)))
            .Do(Print)
            .LastOrDefaultAsync();
    }

    private static IObservable<ReadOnlyMemory<byte>> Chunks(NetworkStream stream, CancellationToken cancellation) =>
        Observable.Create<ReadOnlyMemory<byte>>(async observer =>
        {
            var buffer = new byte[Connection.MaxChunk];
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellation)) > 0)
                observer.OnNext(buffer.AsMemory(0, count));
        });

    private void Print(string line)
    {
        LastNotice = line.StartsWith("* ", StringComparison.Ordinal) && !News().IsMatch(line) ? line[2..] : null;
        output.WriteLine(colour ? Coloured(line) : line);
    }

    // Of others: no reason why one is disconnected. No name has a blank in it.
    [GeneratedRegex(@"^\* (\S+ (joined|left|is now \S+|(edits|removes) #\d.*|(reacts|takes back) .*|sets the topic: .*)"
        + @"|\d+ (joined|left)(, \d+ left)?)$", RegexOptions.NonBacktracking)]
    private static partial Regex News();

    private static string Coloured(string line)
    {
        if (line.StartsWith("* ", StringComparison.Ordinal)) return Dim + line + Reset;
        var start = line.StartsWith('[') ? line.IndexOf("] ", StringComparison.Ordinal) + 2 : 0;
        var end = line.IndexOf(": ", start, StringComparison.Ordinal);
        if (end < 0) return line;
        var name = line[start..end];
        return $"{line.AsSpan(0, start)}{s_colours[Hash(name) % s_colours.Length]}{name}{Reset}{line.AsSpan(end)}";
    }

    // Stable from run to run, so that a person keeps a colour (FNV-1a).
    private static int Hash(string name) =>
        (int)(name.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u)) & int.MaxValue);

    // Whatever server this is: nothing it sends may steer the terminal.
    private static string Printable(string line) =>
        string.Concat(line.Select(c => c is '\n' ? ' ' : char.IsControl(c) && c != '\t' ? '\uFFFD' : c));
}
