using System.Text;

namespace RxChat.Testing;

/// <summary>Something a client heard, and when, from the start of the chat.</summary>
public readonly record struct Heard(TimeSpan At, string Text);

/// <summary>A client of a <see cref="VirtualChat"/>. Without a time, what it does happens now.</summary>
public sealed class VirtualClient
{
    private readonly VirtualChat _chat;
    private readonly byte _delimiter;
    private MemoryPeer? _peer;

    internal VirtualClient(string name, VirtualChat chat, byte delimiter) =>
        (Name, _chat, _delimiter) = (name, chat, delimiter);

    /// <summary>How the story calls it.</summary>
    public string Name { get; }

    /// <summary>Its side of the connection; there once it has connected.</summary>
    public MemoryPeer Peer =>
        _peer ?? throw new InvalidOperationException($"{Name} has not connected yet; let time pass with Run");

    /// <summary>The messages and notices that arrived in whole.</summary>
    public IReadOnlyList<Heard> Heard => _peer is null ? [] : Split(_peer);

    /// <summary>The texts of <see cref="Heard"/>.</summary>
    public IEnumerable<string> Texts => Heard.Select(heard => heard.Text);

    /// <summary>When the server was done with it, from the start of the chat; null while it is not.</summary>
    public TimeSpan? ClosedAt => _peer?.ClosedAt - VirtualChat.Start;

    /// <summary>Sends a text or command, ended as its protocol wants.</summary>
    public VirtualClient Says(string text, TimeSpan? at = null) =>
        Sends([.. Encoding.UTF8.GetBytes(text), _delimiter], at);

    /// <summary>Sends bytes as one chunk.</summary>
    public VirtualClient Sends(byte[] bytes, TimeSpan? at = null) => Does(peer => peer.Send(bytes), at);

    /// <summary>Sends bytes each alone.</summary>
    public VirtualClient Dribbles(byte[] bytes, TimeSpan? at = null) => Does(
        peer =>
        {
            foreach (var single in bytes) peer.Send([single]);
        },
        at);

    /// <summary>Ends its stream and reads on.</summary>
    public VirtualClient Ends(TimeSpan? at = null) => Does(peer => peer.End(), at);

    /// <summary>Breaks off.</summary>
    public VirtualClient Resets(TimeSpan? at = null) => Does(peer => peer.Reset(), at);

    /// <summary>Stops reading.</summary>
    public VirtualClient Freezes(TimeSpan? at = null) => Does(peer => peer.Freeze(), at);

    /// <summary>Reads at most so many bytes of what waits while it is frozen, as a slow reader does.</summary>
    public VirtualClient Reads(int bytes, TimeSpan? at = null) => Does(peer => peer.Read(bytes), at);

    /// <summary>Reads again.</summary>
    public VirtualClient Thaws(TimeSpan? at = null) => Does(peer => peer.Thaw(), at);

    internal void Connected(MemoryPeer peer) => _peer = peer;

    private VirtualClient Does(Action<MemoryPeer> action, TimeSpan? at)
    {
        _chat.At(at ?? _chat.Now, () => action(Peer));
        return this;
    }

    private List<Heard> Split(MemoryPeer peer)
    {
        var heard = new List<Heard>();
        var rest = new List<byte>();
        foreach (var piece in peer.Received)
        {
            foreach (var value in piece.Value)
            {
                if (value != _delimiter)
                {
                    rest.Add(value);
                    continue;
                }
                heard.Add(new Heard(piece.Timestamp - VirtualChat.Start, Encoding.UTF8.GetString([.. rest])));
                rest.Clear();
            }
        }
        return heard;
    }
}
