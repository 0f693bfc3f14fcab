using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RxChat.Server.Serve;

/// <summary>How many files, sockets among them, the process may have open.</summary>
internal static class OpenFiles
{
    /// <summary>What is kept for the runtime and its assemblies, as the library does.</summary>
    private const int Reserve = 128;

    /// <summary>What the compiler of filters needs besides.</summary>
    private const int OfFilters = 64;

    /// <summary>With as many the command line is read, and each command says what it needs itself.</summary>
    private const int ToBegin = 64;

    /// <summary>The fewest connections it is worth to start for.</summary>
    private const int Fewest = 16;

    private const string Limits = "/proc/self/limits", Name = "Max open files";

    /// <summary>Null where the system does not say.</summary>
    public static int? Limit { get; } = Read();

    /// <summary>What to say when there are not enough to read the command line; null when there are.</summary>
    public static string? TooFewToBegin => Limit < ToBegin ? TooFew(filters: false) : null;

    /// <summary>What to say when there are not enough to serve a few connections; null when there are.</summary>
    public static string? TooFew(bool filters)
    {
        var needed = Reserve + (filters ? OfFilters : 0) + Fewest;
        return Limit is { } limit && limit < needed
            ? $"at most {limit} files may be open and it needs {needed}; allow more (ulimit -n 1024)"
            : null;
    }

    /// <summary>What to say when so many connections are more than there can be; null when they are not.</summary>
    public static string? Shortage(int connections) => Limit is { } limit && connections > limit - Reserve
        ? $"{limit} files may be open, which leaves {limit - Reserve} connections of --max-connections {connections}; "
            + $"allow {(long)connections + Reserve} (ulimit -n, or LimitNOFILE of systemd), or lower --max-connections"
        : null;

    /// <summary>A line on standard error, by nothing that has to be loaded.</summary>
    public static void SayWithoutConsole(string line)
    {
        try
        {
            using var error = new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            error.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // There is nobody to tell.
        }
    }

    private static int? Read()
    {
        try
        {
            // Not by lines, lazily: that takes more to be loaded than there may be descriptors for.
            foreach (var line in File.ReadAllText(Limits).Split('\n'))
            {
                if (!line.StartsWith(Name, StringComparison.Ordinal)) continue;
                var soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
                var known = int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit);
                return known ? limit : null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not Linux, or nothing to be read by us.
        }
        return null;
    }
}
