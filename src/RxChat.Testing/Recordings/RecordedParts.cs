using System.Text.Json;

namespace RxChat.Testing;

/// <summary>The lines of a recording: of the part before, if there is one, and of the file.</summary>
internal sealed class RecordedParts
{
    private const int Buffer = 1 << 20;
    private const byte LineFeed = (byte)'\n';

    private readonly string[] _files;

    /// <exception cref="RecordingException">There is none, or it is none.</exception>
    public RecordedParts(string path)
    {
        if (!File.Exists(path)) throw new RecordingException($"there is no recording {path}");
        Start = Header(path);
        _files = [path];
        if (!Start.Start!.IsPart) return;
        var before = $"{path}.1";
        if (!File.Exists(before)) return;
        _files = [before, path];
        Start = Header(before);
    }

    public RecordedStep Start { get; }

    /// <summary>Who was where when it begins, of one whose beginning is gone.</summary>
    public SeenChat Seen => Lines(_files[0], 0).Select(Read)
        .FirstOrDefault(step => step.Checkpoint is not null)?.Checkpoint!.Seen ?? new SeenChat([], []);

    /// <summary>The last whole line.</summary>
    public RecordedStep Last
    {
        get
        {
            var last = Start;
            using var stream = Open(_files[^1]);
            // A line is shorter than that, but for checkpoints of a crowd: then it is looked for from the beginning.
            foreach (var from in new[] { Math.Max(0, stream.Length - Buffer), 0 })
            {
                foreach (var line in Lines(_files[^1], from).Skip(from == 0 ? 0 : 1)) last = Read(line);
                if (last != Start) break;
            }
            return last;
        }
    }

    /// <summary>Whether it ended in the midst of a line, which is left out: the process was cut off.</summary>
    public bool IsCut { get; private set; }

    public IReadOnlyList<string> Files => _files;

    /// <summary>Each whole line, borrowed until the next one.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Lines()
    {
        foreach (var file in _files)
        {
            foreach (var line in Lines(file, 0)) yield return line;
        }
    }

    /// <summary>The lines of a file from a place where one begins.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Lines(string file, long from)
    {
        using var stream = Open(file);
        stream.Position = from;
        var (bytes, length, begin) = (new byte[Buffer], 0, 0);
        while (true)
        {
            var at = bytes.AsSpan(begin, length - begin).IndexOf(LineFeed);
            if (at >= 0)
            {
                yield return bytes.AsMemory(begin, at);
                begin += at + 1;
                continue;
            }
            bytes.AsSpan(begin, length - begin).CopyTo(bytes);
            (length, begin) = (length - begin, 0);
            if (length == bytes.Length) Array.Resize(ref bytes, bytes.Length * 2);
            var read = stream.Read(bytes, length, bytes.Length - length);
            if (read == 0) break;
            length += read;
        }
        if (length > 0) IsCut = true;
    }

    public static FileStream Open(string file) => new(
        file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <exception cref="RecordingException">The line is none.</exception>
    public static RecordedStep Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            return RecordedLine.Read(line.Span);
        }
        catch (JsonException e)
        {
            throw new RecordingException(
                $"a line is none of a recording, from its byte {e.BytePositionInLine ?? 0} on");
        }
    }

    private RecordedStep Header(string file)
    {
        foreach (var line in Lines(file, 0))
        {
            var step = Read(line);
            return step switch
            {
                { Kind: RecordedKind.Start, Start.Version: RecordedLine.Version } => step,
                { Start.Version: var other } => throw new RecordingException(
                    $"{file} is of version {other}, and this reader of {RecordedLine.Version}"),
                _ => throw new RecordingException($"{file} is no recording"),
            };
        }
        throw new RecordingException($"{file} holds no whole line");
    }
}

/// <summary>A recording that cannot be read; the message says why.</summary>
public sealed class RecordingException(string message) : Exception(message);
