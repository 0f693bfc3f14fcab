using System.Globalization;

namespace RxChat.Bench;

/// <summary>The process's bound on open files, sockets among them.</summary>
internal static class OpenFiles
{
    private const string Limits = "/proc/self/limits", Name = "Max open files";

    /// <summary>What the runtime itself may need: without a single one left it ends with no word.</summary>
    private const int Spare = 256;

    /// <exception cref="IOException">So many connections would not leave enough.</exception>
    public static void Ensure(int connections)
    {
        if (Limit() is { } limit && connections + Spare > limit)
        {
            var needed = $"{connections} connections need {connections + Spare} open files and {limit} are allowed";
            throw new IOException($"{needed}; allow more (ulimit -n), or use fewer connections");
        }
    }

    private static int? Limit()
    {
        if (!File.Exists(Limits)) return null;
        var line = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
