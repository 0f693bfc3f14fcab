using System.Reactive.Subjects;
using BenchmarkDotNet.Attributes;

namespace RxChat.Benchmarks;

/// <summary>Chunks to frames, without what is made of the frames. Times are per message.</summary>
public class FramingBenchmarks
{
    private const int PerChunk = Connection.MaxChunk / Payload.MessageBytes;

    private readonly object _frame = new();
    private readonly Subject<ReadOnlyMemory<byte>> _chunks = new();
    private ReadOnlyMemory<byte> _full;
    private ReadOnlyMemory<byte> _one;
    private int _frames;

    [Params("nul", "line", "length")]
    public string Wire { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _one = Payload.Framed(Wire);
        _full = Enumerable.Repeat(_one.ToArray(), PerChunk).SelectMany(bytes => bytes).ToArray();
        var framing = Wire switch { "nul" => Framing.Nul, "line" => Framing.Line, _ => Framing.LengthPrefix() };
        _chunks.Frames(framing, 65536, _ => _frame).Subscribe(_ => _frames++);
        FullChunk();
        if (_frames != PerChunk) throw new InvalidOperationException($"{_frames} frames of {PerChunk}");
    }

    /// <summary>A publisher in a hurry: 1,024 messages in a chunk.</summary>
    [Benchmark(OperationsPerInvoke = PerChunk)]
    public void FullChunk() => _chunks.OnNext(_full);

    /// <summary>A message in a chunk of its own.</summary>
    [Benchmark]
    public void OneMessage() => _chunks.OnNext(_one);

    /// <summary>A message in two chunks, so that the first waits in the rest buffer.</summary>
    [Benchmark]
    public void SplitMessage()
    {
        _chunks.OnNext(_one[..30]);
        _chunks.OnNext(_one[30..]);
    }
}
