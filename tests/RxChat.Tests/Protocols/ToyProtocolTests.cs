using System.Reactive.Concurrency;
using System.Text;

namespace RxChat.Tests.Protocols;

/// <summary>A protocol is added by one file and one registration: an endpoint.</summary>
public sealed class ToyProtocolTests : IDisposable
{
    private readonly HistoricalScheduler _time = new(VirtualChat.Start);
    private readonly MemoryListener _toys = new();
    private readonly MemoryListener _lines = new();
    private readonly ChatServer _server;

    public ToyProtocolTests()
    {
        _server = ChatServer.StartAsync([new Endpoint(ToyProtocol.Instance, _toys), new Endpoint("line", _lines)],
            scheduler: _time)
            .GetAwaiter().GetResult();
        _server.Endpoints[0].Should().StartWith("toy://");
    }

    [Fact]
    public void Those_who_speak_it_meet_those_who_speak_others_each_in_their_own_bytes()
    {
        var (toy, other, line) = (_toys.Connect(), _toys.Connect(), _lines.Connect());
        Send(toy, "+lobby", "+tea");
        Send(other, "+lobby", "nowhere x");
        line.Send("hello\n"u8);
        Send(toy, "lobby hi");
        Pass();

        // Who joins hears it as its own joining, and not once more as everybody's.
        Toys(toy).Should().Equal("+lobby me", "+lobby guest-2", "lobby guest-3 hello", "+tea me", "lobby guest-1 hi");
        Toys(other).Should().Equal("+lobby me", "lobby guest-3 hello", "NotSaid", "lobby guest-1 hi");
        Lines(line).Should().Equal(
            "* welcome, guest-3. /help lists the commands", "* guest-3 joined", "* guest-1 joined", "* guest-2 joined",
            "guest-3: hello", "guest-1: hi");
    }

    [Fact]
    public void A_client_moves_to_another_variant_while_it_lives()
    {
        var (toy, other) = (_toys.Connect(), _toys.Connect());
        Send(toy, "+lobby");
        Send(other, "+lobby", "lobby soft");
        Pass();
        Send(toy, "loud");
        Send(other, "lobby now");
        Pass();

        Toys(toy).Should().Equal("+lobby me", "+lobby guest-2", "lobby guest-2 soft", "=LOUD1", "LOBBY GUEST-2 NOW");
        Toys(other).Should().Equal("+lobby me", "lobby guest-2 soft", "=loud1", "lobby guest-2 now");
    }

    public void Dispose()
    {
        _toys.Dispose();
        _lines.Dispose();
    }

    private void Pass() => _time.AdvanceBy(TimeSpan.FromSeconds(1));

    private static void Send(MemoryPeer peer, params string[] frames)
    {
        foreach (var frame in frames) peer.Send([(byte)frame.Length, .. Encoding.UTF8.GetBytes(frame)]);
    }

    private static List<string> Toys(MemoryPeer peer)
    {
        byte[] bytes = [.. peer.Received.SelectMany(piece => piece.Value)];
        var frames = new List<string>();
        for (var at = 0; at < bytes.Length; at += bytes[at] + 1)
            frames.Add(Encoding.UTF8.GetString(bytes, at + 1, bytes[at]));
        return frames;
    }

    private static string[] Lines(MemoryPeer peer) =>
        Encoding.UTF8.GetString([.. peer.Received.SelectMany(piece => piece.Value)]).Split('\n')[..^1];
}
