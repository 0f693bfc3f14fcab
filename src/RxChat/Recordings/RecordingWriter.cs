using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace RxChat;

/// <summary>
/// Writes what is noted, on a thread of its own, in at most two parts. What cannot be written, or not as fast as it
/// comes, ends the recording and nothing else.
/// </summary>
internal sealed class RecordingWriter : IDisposable
{
    /// <summary>Lines that wait to be written.</summary>
    private const int Most = 200_000;

    private const int LineFeed = '\n', Buffer = 256 * 1024;

    private static readonly TimeSpan s_gather = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<RecordedStep> _waiting = new();
    private readonly ManualResetEventSlim _wake = new(initialState: false, spinCount: 0);
    private readonly ManualResetEventSlim _over = new(initialState: false, spinCount: 0);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly RecordingOptions _options;
    private readonly Action<string> _stopped;
    private readonly Thread? _thread;
    private SeeingChat _seeing = new();
    private RecordedStart? _start;
    private RecordedLimits? _limits;
    private RecordedFilters? _filters;
    private FileStream? _file;
    private DateTimeOffset _began;
    private long _number;
    private long _told;
    private int _count;
    private volatile bool _hasStopped;

    /// <summary>Makes the file.</summary>
    /// <param name="options">Which.</param>
    /// <param name="stopped">Told why nothing more is written.</param>
    /// <param name="isApart">Whether there is a thread for it.</param>
    public RecordingWriter(RecordingOptions options, Action<string> stopped, bool isApart)
    {
        (_options, _stopped) = (options, stopped);
        // What another run has left is looked at by its own name.
        if (File.Exists(options.File)) File.Move(options.File, Before, overwrite: true);
        _file = Create(options.File);
        if (!isApart) return;
        _thread = new Thread(Run) { IsBackground = true, Name = "rxchat-recording" };
        _thread.Start();
    }

    /// <summary>Lines between two checkpoints.</summary>
    public int Between { get; private set; } = Recorder.Between;

    /// <summary>Whether nothing more is written, since it cannot be; on any thread.</summary>
    public bool HasStopped => _hasStopped;

    private string Before => $"{_options.File}.1";

    /// <summary>Takes the next line, and never waits.</summary>
    public void Add(RecordedStep step)
    {
        if (_hasStopped) return;
        if (_thread is null)
        {
            Guarded(() => Write(step));
            return;
        }
        if (Interlocked.Increment(ref _count) > Most)
        {
            Stop("more comes than can be written");
            return;
        }
        _waiting.Enqueue(step);
        if (!_wake.IsSet) _wake.Set();
    }

    /// <summary>Writes what still waits.</summary>
    public void Dispose()
    {
        _over.Set();
        _wake.Set();
        _thread?.Join();
        _file?.Dispose();
        _hash.Dispose();
        _over.Dispose();
        _wake.Dispose();
    }

    private static FileStream Create(string path)
    {
        // One that was there may be another's, or readable.
        File.Delete(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete,
            BufferSize = Buffer,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private void Run()
    {
        while (!_over.IsSet)
        {
            _wake.Wait();
            // What comes together is written together.
            _over.Wait(s_gather);
            _wake.Reset();
            Guarded(WriteWaiting);
        }
        Guarded(WriteWaiting);
    }

    private void WriteWaiting()
    {
        while (_waiting.TryDequeue(out var step))
        {
            Interlocked.Decrement(ref _count);
            Write(step);
        }
        _file?.Flush();
    }

    private void Guarded(Action write)
    {
        if (_hasStopped && _file is null) return;
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Stop(e.Message);
            _waiting.Clear();
            Abandon();
        }
    }

    private void Stop(string why)
    {
        if (_hasStopped) return;
        _hasStopped = true;
        _stopped($"{_options.File}: {why}; what is in it can be replayed up to there");
    }

    // What is buffered cannot be written either.
    private void Abandon()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // It was told why.
        }
        _file = null;
    }

    private void Write(RecordedStep step)
    {
        if (_file is null) return;
        if (step.Kind == RecordedKind.Start) Begin(step);
        (_limits, _filters) = (step.Limits ?? _limits, step.Filters ?? _filters);
        if (step.Kind == RecordedKind.Checkpoint)
        {
            step = step with { Checkpoint = Point(step.Checkpoint!) };
            Between = Math.Max(Recorder.Between, _seeing.Count);
        }
        else if (step.Kind == RecordedKind.Told) _seeing.Take((EventBody)step.Value!);
        Put(step);
        if (step.Kind != RecordedKind.Checkpoint) return;
        if (IsFull(step)) Turn(step);
        else if (IsOld(step)) File.Delete(Before);
    }

    private void Begin(RecordedStep step)
    {
        (_start, _began) = (step.Start, step.Now);
        _seeing = SeeingChat.From(step.Start!.History);
    }

    private void Put(RecordedStep step)
    {
        var line = RecordedLine.Write(step);
        if (step.Kind == RecordedKind.Told)
        {
            _hash.AppendData(line);
            _told++;
        }
        _number++;
        _file!.Write(line);
        _file.WriteByte(LineFeed);
    }

    private Checkpoint Point(Checkpoint asked) => asked with
    {
        Number = _number, Told = _told, Hash = Convert.ToHexStringLower(_hash.GetCurrentHash()), Seen = _seeing.Seen,
    };

    private bool IsFull(RecordedStep step) => !step.Checkpoint!.IsLast
        && (_file!.Position > _options.Size / 2
            || (_options.Age > TimeSpan.Zero && step.Now - _began > _options.Age / 2));

    private bool IsOld(RecordedStep step) => _options.Age > TimeSpan.Zero
        && File.Exists(Before) && step.Now.UtcDateTime - File.GetLastWriteTimeUtc(Before) > _options.Age / 2;

    // The part before the last one is gone by that.
    private void Turn(RecordedStep step)
    {
        _file!.Dispose();
        File.Move(_options.File, Before, overwrite: true);
        _file = Create(_options.File);
        _began = step.Now;
        Put(step with
        {
            Kind = RecordedKind.Start, Checkpoint = null, Start = _start! with { IsPart = true }, Limits = _limits,
            Filters = _filters,
        });
        Put(step);
    }
}
