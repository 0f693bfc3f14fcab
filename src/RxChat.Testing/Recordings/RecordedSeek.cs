using System.Text;

namespace RxChat.Testing;

/// <summary>
/// Finds a moment in a recording: the last checkpoint before it by halves, and from there line by line.
/// </summary>
internal sealed class RecordedSeek(RecordedParts parts)
{
    private const int Block = 1 << 20;

    private static readonly byte[] s_checkpoint = [(byte)'\n', .. "{\"kind\":\"Checkpoint\""u8];

    /// <summary>How it stood, so many commands later, or earlier.</summary>
    public RecordedMoment At(DateTimeOffset time, int steps)
    {
        var file = parts.Files.Last(file => file == parts.Files[0] || FirstOf(file, 0)?.Now <= time);
        var from = Before(file, time);
        var fold = new Fold(parts, file, from);
        fold.Until(time, int.MaxValue);
        if (steps > 0) fold.Until(null, steps);
        while (steps < 0)
        {
            // Anew, and not as far.
            var commands = fold.Commands + steps;
            if (commands >= 0 || from == 0)
            {
                fold = new Fold(parts, file, from);
                fold.Until(null, Math.Max(0, commands));
                break;
            }
            steps = commands;
            from = Last(file, from);
            fold = new Fold(parts, file, from);
            fold.Until(time, int.MaxValue, stopAtPoint: true);
        }
        return fold.Moment;
    }

    /// <summary>Where the last checkpoint before a time begins; 0 is the beginning of the file.</summary>
    private long Before(string file, DateTimeOffset time)
    {
        using var stream = RecordedParts.Open(file);
        var (low, high) = (0L, stream.Length);
        while (high - low > Block)
        {
            var middle = low + ((high - low) / 2);
            if (FirstOf(file, middle) is { } step && step.Now <= time) low = middle;
            else high = middle;
        }
        var found = Last(file, high);
        // The last line may not be whole.
        while (found > 0 && !(parts.Lines(file, found).Select(RecordedParts.Read).FirstOrDefault()?.Now <= time))
            found = Last(file, found);
        return found;
    }

    /// <summary>The first whole line from somewhere on.</summary>
    private RecordedStep? FirstOf(string file, long from)
    {
        foreach (var line in parts.Lines(file, from).Skip(from == 0 ? 0 : 1)) return RecordedParts.Read(line);
        return null;
    }

    /// <summary>The last checkpoint that begins before a place.</summary>
    private static long Last(string file, long before)
    {
        using var stream = RecordedParts.Open(file);
        var bytes = new byte[Block + s_checkpoint.Length];
        while (before > 0)
        {
            var begin = Math.Max(0, before - Block);
            stream.Position = begin;
            // What begins before the place may end after it.
            var wanted = (int)(before - begin) + s_checkpoint.Length - 1;
            var length = stream.ReadAtLeast(bytes.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            var at = bytes.AsSpan(0, length).LastIndexOf(s_checkpoint);
            if (at >= 0 && begin + at + 1 < before) return begin + at + 1;
            before = begin;
        }
        return 0;
    }

    private sealed class Fold
    {
        private readonly IEnumerator<ReadOnlyMemory<byte>> _lines;
        private readonly Dictionary<long, long> _queues = [];
        private SeeingChat _seeing = new();
        private DateTimeOffset _now;
        private string? _command;
        private RecordedStep? _next;
        private ReadOnlyMemory<byte> _line;
        private bool _hasPoint;
        private bool _hasBegun;

        public Fold(RecordedParts parts, string file, long from)
        {
            _lines = parts.Lines(file, from).GetEnumerator();
            Next();
        }

        public int Commands { get; private set; }

        public RecordedMoment Moment => RecordedMoment.Of(_now, _command, _seeing.Seen, _queues);

        /// <summary>Goes on until a time, or for so many commands and what they made.</summary>
        public void Until(DateTimeOffset? time, int commands, bool stopAtPoint = false)
        {
            for (var left = commands; _next is { } step; Next())
            {
                if (step.Now > time || (stopAtPoint && _hasBegun && step.Kind == RecordedKind.Checkpoint)) return;
                var isCommand = step.Kind is RecordedKind.Ask or RecordedKind.Own;
                if (isCommand && left-- == 0) return;
                if (isCommand) Commands++;
                Take(step);
            }
        }

        private void Take(RecordedStep step)
        {
            (_now, _hasBegun) = (step.Now, true);
            switch (step.Kind)
            {
                case RecordedKind.Start when step.Start is { IsPart: false, History: var history }:
                    _seeing = SeeingChat.From(history);
                    break;
                case RecordedKind.Checkpoint:
                    if (!_hasPoint) _seeing = SeeingChat.From(step.Checkpoint!.Seen);
                    _hasPoint = true;
                    _queues.Clear();
                    foreach (var queue in step.Checkpoint!.Queues) _queues[queue.Client] = queue.Bytes;
                    break;
                case RecordedKind.Ask or RecordedKind.Own:
                    _command = Encoding.UTF8.GetString(_line.Span);
                    break;
                case RecordedKind.Told:
                    _seeing.Take((EventBody)step.Value!);
                    break;
            }
        }

        private void Next()
        {
            _next = null;
            if (!_lines.MoveNext()) return;
            _line = _lines.Current;
            _next = RecordedParts.Read(_line);
        }
    }
}
