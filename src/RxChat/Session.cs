using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>A client and its connection, from one end of the flow to the other.</summary>
internal sealed class Session(Client client, Connection connection, IBrake brake, IScheduler scheduler)
{
    public Client Client { get; } = client;

    public Connection Connection { get; } = connection;

    public IBrake Brake { get; } = brake;

    public Command? Decode(ReadOnlySpan<byte> frame) => Client.Protocol.Decode(frame, Client, scheduler.Now);
}
