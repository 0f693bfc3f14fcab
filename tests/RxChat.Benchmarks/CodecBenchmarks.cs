using BenchmarkDotNet.Attributes;

namespace RxChat.Benchmarks;

/// <summary>A frame to a command, and an event to bytes: once per message, however many hear it.</summary>
public class CodecBenchmarks
{
    private readonly Conversation _client = TextProtocol.Nul.Begin(Payload.Person());
    private readonly byte[] _destination = new byte[1024];
    private readonly byte[] _withControl = [.. "\x1b[31m"u8, .. Payload.Utf8.AsSpan(5)];
    private readonly byte[] _join = "/join tea"u8.ToArray();
    private ChatEvent _said;

    [GlobalSetup]
    public void Setup()
    {
        var message = Payload.Message(Payload.Person());
        _said = new ChatEvent(new Said(message), Audience.In(message.Room));
    }

    [Benchmark]
    public object? DecodeText() => _client.Decode(Payload.Utf8, default);

    /// <summary>A text that has to be cleaned.</summary>
    [Benchmark]
    public object? DecodeControls() => _client.Decode(_withControl, default);

    [Benchmark]
    public object? DecodeCommand() => _client.Decode(_join, default);

    [Benchmark]
    public int EncodeNul() => TextProtocol.Nul.Here.Encode(_said, _destination);

    [Benchmark]
    public int EncodeLineElsewhere() => TextProtocol.Line.Elsewhere.Encode(_said, _destination);
}
