using System.Net.Sockets;
using System.Text;

namespace RxChat.Server.Serve;

/// <summary>Tells systemd how far the server is (sd_notify(3)), where it was started by it as <c>Type=notify</c>.
/// </summary>
internal static class ServiceManager
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>It accepts.</summary>
    public static void Ready() => Tell("READY=1");

    /// <summary>It drains.</summary>
    public static void Stopping() => Tell("STOPPING=1");

    private static void Tell(string state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // An abstract name begins with a zero, which no variable can hold.
            var endpoint = new UnixDomainSocketEndPoint(path[0] == '@' ? $"\0{path[1..]}" : path);
            socket.SendTo(Encoding.ASCII.GetBytes(state), endpoint);
        }
        catch (Exception e) when (e is SocketException or ArgumentException or PlatformNotSupportedException)
        {
            // Who is not there is told nothing; the server is no worse for it.
        }
    }
}
