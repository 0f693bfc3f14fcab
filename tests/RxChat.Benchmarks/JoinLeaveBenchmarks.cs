using BenchmarkDotNet.Attributes;

namespace RxChat.Benchmarks;

/// <summary>Everybody connects and leaves again. Linear in total: the time per member is the same at 20,000.</summary>
public class JoinLeaveBenchmarks
{
    private HalfServer _server = null!;

    [Params(1000, 5000, 10_000, 20_000)]
    public int Members { get; set; }

    [GlobalSetup]
    public void Setup() => _server = new HalfServer();

    [Benchmark]
    public int ConnectAndLeave()
    {
        var people = new Person[Members];
        for (var i = 0; i < Members; i++)
        {
            people[i] = Payload.Person(i + 1);
            _server.Enter(people[i]);
        }
        _server.Loop.Turn();
        // In the order they came, which is the worst for a list that is searched.
        foreach (var person in people) _server.Tell(new Disconnect(person.Id));
        _server.Loop.Turn();
        return _server.Clients == 0 ? Members : throw new InvalidOperationException("somebody is still there");
    }

    /// <summary>The same with a room more, entered and left.</summary>
    [Benchmark]
    public void EnterAndLeaveARoom()
    {
        var people = new Person[Members];
        for (var i = 0; i < Members; i++)
        {
            people[i] = Payload.Person(i + 1);
            _server.Enter(people[i]);
            _server.Tell(new JoinRoom(people[i].Id, "tea"));
        }
        _server.Loop.Turn();
        foreach (var person in people) _server.Tell(new LeaveRoom(person.Id, "tea"));
        foreach (var person in people) _server.Tell(new Disconnect(person.Id));
        _server.Loop.Turn();
    }
}
