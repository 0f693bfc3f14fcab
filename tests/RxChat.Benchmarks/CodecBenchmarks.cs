using BenchmarkDotNet.Attributes;

namespace RxChat.Benchmarks;

/// <summary>A frame to a command, and an event to bytes: once per message, however many hear it.</summary>
public class CodecBenchmarks
{
    private readonly Client _client = Payload.Client();
    private readonly Room _room = new("lobby");
    private readonly byte[] _destination = new byte[1024];
    private readonly byte[] _withControl = [.. "\x1b[31m"u8, .. Payload.Utf8.AsSpan(5)];
    private readonly byte[] _join = "/join tea"u8.ToArray();
    private ChatEvent _said;

    [GlobalSetup]
    public void Setup()
    {
        _client.Current = _room;
        _said = new ChatEvent(_client.Say(Payload.Text, default), _room);
    }

    [Benchmark]
    public object? DecodeText() => TextProtocol.Nul.Decode(Payload.Utf8, _client, default);

    /// <summary>A text that has to be cleaned.</summary>
    [Benchmark]
    public object? DecodeControls() => TextProtocol.Nul.Decode(_withControl, _client, default);

    [Benchmark]
    public object? DecodeCommand() => TextProtocol.Nul.Decode(_join, _client, default);

    [Benchmark]
    public int EncodeNul() => TextProtocol.Nul.Encode(_said, elsewhere: false, _destination);

    [Benchmark]
    public int EncodeLineElsewhere() => TextProtocol.Line.Encode(_said, elsewhere: true, _destination);
}
