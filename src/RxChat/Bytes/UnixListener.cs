using System.Net.Sockets;

namespace RxChat;

/// <summary>
/// A listening socket in the file system, for an <see cref="EventLoop"/>: for whoever may read and write its file,
/// which is its owner and their group. Who connects has no address. The file is removed at the end.
/// </summary>
public sealed class UnixListener : SocketListener
{
    private readonly string _path;
    private readonly UnixDomainSocketEndPoint _address;

    /// <summary>Does not listen yet.</summary>
    /// <param name="path">Of its file.</param>
    /// <param name="trouble">Told once per episode when connections cannot be accepted for now (no descriptors
    /// left).</param>
    /// <exception cref="ArgumentException">No socket can have the path.</exception>
    public UnixListener(string path, Action<Exception>? trouble = null) : base(trouble) =>
        (_path, _address, IsLocal) = (path, new UnixDomainSocketEndPoint(path), true);

    /// <summary>The path.</summary>
    public override string ToString() => _path;

    private protected override Socket Listen() => ListeningSocket.Open(_address, _path);
}
