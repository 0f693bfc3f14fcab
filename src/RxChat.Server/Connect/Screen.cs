using System.Reactive.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace RxChat.Server.Connect;

/// <summary>
/// Prints what arrives, a line each: names in colour and notices dimmed on a terminal, plain text in a pipe.
/// </summary>
internal sealed partial class Screen(System.IO.TextWriter output, bool colour)
{
    public const int MaxLine = 16 * 1024 * 1024;
    private readonly Painter _painter = new(colour);

    /// <summary>The last line of all, if the server spoke it for itself.</summary>
    public string? LastNotice { get; private set; }

    /// <summary>Prints until the stream ends or breaks.</summary>
    public async Task ShowAsync(Stream stream, Framing framing, CancellationToken cancellation)
    {
        await Chunks(stream, cancellation)
            .Catch((IOException _) => Observable.Empty<ReadOnlyMemory<byte>>())
            .Frames(framing, MaxLine, frame => Printable(Encoding.UTF8.GetString(frame)))
            .Do(Print)
            .LastOrDefaultAsync();
    }

    public static IObservable<ReadOnlyMemory<byte>> Chunks(Stream stream, CancellationToken cancellation) =>
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
        output.WriteLine(_painter.Coloured(line));
    }

    // Of others: no reason why one is disconnected. No name has a blank in it.
    [GeneratedRegex(@"^\* (\S+ (joined|left|is now \S+|(edits|removes) #\d.*|(reacts|takes back) .*|sets the topic: .*)"
        + @"|\d+ (joined|left)(, \d+ left)?)$", RegexOptions.NonBacktracking)]
    private static partial Regex News();

    // Whatever server this is: nothing it sends may steer the terminal.
    public static string Printable(string line) =>
        string.Concat(line.Select(c => c is '\n' ? ' ' : char.IsControl(c) && c != '\t' ? '\uFFFD' : c));
}
