namespace RxChat.Web;

/// <summary>What operators may see of the program that the chat runs in.</summary>
public interface IAdminSources
{
    /// <summary>The filters: where they are from, and what was counted of them.</summary>
    IReadOnlyList<FilterNews> Filters { get; }

    /// <summary>The last lines of the log that came after a number, at most 500.</summary>
    IReadOnlyList<LogLine> LogAfter(long number);

    /// <summary>Every option as it is in force.</summary>
    IReadOnlyList<OptionInForce> Options { get; }

    /// <summary>What was recorded until now; null where nothing is.</summary>
    IRecordedChat? Recording { get; }
}

/// <summary>A filter file.</summary>
/// <param name="File">Where it is.</param>
/// <param name="IsShadow">Whether it is tried and delivers nothing.</param>
/// <param name="Generation">How often another text of it was put in force.</param>
/// <param name="Differences">Of a shadow: how often it would have done something else, by what.</param>
/// <param name="Last">Of a shadow: the last of those.</param>
public sealed record FilterNews(
    string File, bool IsShadow, int Generation, IReadOnlyDictionary<string, long> Differences,
    IReadOnlyList<string> Last);

/// <summary>A line of the log.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Text">All of it.</param>
public sealed record LogLine(long Number, string Level, string Text);

/// <summary>An option.</summary>
/// <param name="Name">As its flag, without the dashes.</param>
/// <param name="Value">As it was written; null is its default.</param>
/// <param name="Source">The flag, the variable or the file that says so; null is the default.</param>
/// <param name="Help">What it does, with the default.</param>
public sealed record OptionInForce(string Name, string? Value, string? Source, string Help);
