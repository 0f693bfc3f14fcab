using System.Net.Sockets;

namespace RxChat;

/// <summary>
/// A socket that listens already, opened by whoever started the process and shared with it (sd_listen_fds(3)), for an
/// <see cref="EventLoop"/>. At the end the process lets go of it, and who connects then waits for the next one.
/// </summary>
/// <param name="descriptor">Of the socket; it is the listener's from when it is opened.</param>
/// <param name="trouble">Told once per episode when connections cannot be accepted for now (no descriptors
/// left).</param>
public sealed class InheritedListener(int descriptor, Action<Exception>? trouble = null) : SocketListener(trouble)
{
    /// <summary>Which descriptor.</summary>
    public override string ToString() => $"descriptor-{descriptor}";

    // It stays open to children of the process, as it came: by that .NET knows that others use it, too, and does not
    // shut it down for them.
    private protected override Socket Listen()
    {
        var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        if (socket.SocketType != SocketType.Stream
            || (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection)! == 0)
            throw new IOException("it does not listen to streams; its unit needs ListenStream= and Accept=no");
        socket.Blocking = false;
        return socket;
    }
}
