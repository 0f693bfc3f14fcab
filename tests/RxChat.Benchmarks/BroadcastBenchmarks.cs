using BenchmarkDotNet.Attributes;

namespace RxChat.Benchmarks;

/// <summary>
/// From the chat to senders whose sockets cost nothing: what of a delivery is ours. Times are per message.
/// </summary>
public class BroadcastBenchmarks
{
    private const int Burst = 256;

    private HalfServer _server = null!;
    private ChatMessage _message = null!;

    [Params(100, 1000)]
    public int Members { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _server = new HalfServer();
        var people = Enumerable.Range(1, Members).Select(id => Payload.Person(id)).ToArray();
        var connections = people.Select(_server.Enter).ToArray();
        _server.Loop.Turn();
        _message = Payload.Message(people[0]);
        OneATurn();
        if (connections.Any(connection => connection.Sent < Payload.MessageBytes))
            throw new InvalidOperationException("not everybody was sent the message");
    }

    /// <summary>A quiet room: every message has a turn, and each member a send, of its own.</summary>
    [Benchmark]
    public void OneATurn()
    {
        _server.Tell(_message);
        _server.Loop.Turn();
    }

    /// <summary>A busy room: what came in a turn goes out in one send per member.</summary>
    [Benchmark(OperationsPerInvoke = Burst)]
    public void ManyATurn()
    {
        for (var i = 0; i < Burst; i++) _server.Tell(_message);
        _server.Loop.Turn();
    }
}
