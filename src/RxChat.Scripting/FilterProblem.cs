namespace RxChat.Scripting;

/// <summary>Why a filter file is refused, and where.</summary>
/// <param name="File">As it was given.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong there.</param>
public sealed record FilterProblem(string File, int Line, int Column, string Message)
{
    /// <summary>
    /// A file that is being written is often seen empty first, and that must not put everything through.
    /// </summary>
    internal static FilterProblem AssignsNeither(string file) => new(file, 1, 1,
        $"assigns neither {nameof(FilterScope.PerClient)} nor {nameof(FilterScope.ForEveryone)}; "
        + "assign null to pass all");

    /// <summary>As compilers and editors write it.</summary>
    public override string ToString() => FormattableString.Invariant($"{File}({Line},{Column}): {Message}");
}

/// <summary>A filter file is refused.</summary>
public sealed class FilterFileException : Exception
{
    /// <summary>Refused for these, of which there is at least one.</summary>
    public FilterFileException(IReadOnlyList<FilterProblem> problems)
        : base(problems is { Count: > 1 } ? $"{problems[0]} ({problems.Count - 1} more)" : $"{problems?[0]}") =>
            Problems = problems!;

    /// <summary>All that was found.</summary>
    public IReadOnlyList<FilterProblem> Problems { get; }
}
