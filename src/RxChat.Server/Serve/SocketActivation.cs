using System.Globalization;

namespace RxChat.Server.Serve;

/// <summary>
/// Sockets that systemd opened and hands over with the process (sd_listen_fds(3)); what each is called says what is
/// spoken on it.
/// </summary>
internal static class SocketActivation
{
    /// <summary>What stands for them among the URLs.</summary>
    public const string Word = "systemd";

    private const int First = 3;

    /// <exception cref="FormatException">There are none, or one is called something else; with the mend.</exception>
    public static IEnumerable<Endpoint> Endpoints(Action<Exception>? trouble)
    {
        var names = (Variable("LISTEN_FDNAMES") ?? "").Split(':');
        if (Variable("LISTEN_PID") != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
            || !int.TryParse(Variable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count == 0)
        {
            throw new FormatException(
                $"{Word} hands no sockets over; they are for a service that a .socket unit starts (docs/deploy.md)");
        }
        return Enumerable.Range(0, count).Select(n => Of(First + n, names.ElementAtOrDefault(n) ?? "", trouble));
    }

    private static Endpoint Of(int descriptor, string name, Action<Exception>? trouble)
    {
        try
        {
            return new Endpoint(name, new InheritedListener(descriptor, trouble));
        }
        catch (FormatException)
        {
            throw new FormatException(
                $"a socket of {Word} is called \"{name}\", which is nothing to speak; its unit needs for example "
                    + "FileDescriptorName=line");
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}
