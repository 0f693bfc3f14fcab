using System.Net;
using System.Net.Sockets;

namespace RxChat;

internal static class ListeningSocket
{
    /// <summary>
    /// The kernel cuts this to its own bound (net.core.somaxconn); a burst of connects waits here for its turn.
    /// </summary>
    private const int Backlog = 65535;

    /// <summary>Of its file: for its owner and their group.</summary>
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>A socket that listens and does not block.</summary>
    public static Socket Open(IPEndPoint address) =>
        Open(new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp), socket =>
        {
            if (address.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(address);
        });

    /// <summary>One in the file system, whose file is removed when it is closed; that of a server that has died is
    /// replaced.</summary>
    /// <exception cref="IOException">It cannot be had; the message has the mend.</exception>
    public static Socket Open(UnixDomainSocketEndPoint address, string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new IOException($"there is no folder {folder}; make it");
        if (File.Exists(path)) RemoveLeftOver(address, path);
        return Open(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), socket =>
        {
            socket.Bind(address);
            // Nobody can connect before it listens.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, Mode);
        });
    }

    private static void RemoveLeftOver(UnixDomainSocketEndPoint address, string path)
    {
        if (IsFile(path)) throw new IOException("there is a file of this name; remove it or choose another path");
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        probe.Blocking = false;
        try
        {
            probe.Connect(address);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException)
        {
            // Somebody is there who has no time.
        }
        throw new IOException("something listens there already; stop it or choose another path");
    }

    // Which a socket cannot be opened as, and a pipe only to write as well without waiting for somebody.
    private static bool IsFile(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Socket Open(Socket socket, Action<Socket> bind)
    {
        try
        {
            socket.Blocking = false;
            bind(socket);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
