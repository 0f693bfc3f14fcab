namespace RxChat.Marbles;

/// <summary>
/// A marble diagram that does not say what its writer means. The message shows the diagram,
/// a caret at the place, and the mend.
/// </summary>
public sealed class MarbleFormatException : FormatException
{
    internal MarbleFormatException(string diagram, int column, string problem, string mend)
        : base($"bad marble diagram: {problem}\n  {diagram}\n  {new string(' ', column)}^\n{mend}") =>
        (Diagram, Column) = (diagram, column);

    /// <summary>The diagram as it was written.</summary>
    public string Diagram { get; }

    /// <summary>Where in it, from 0.</summary>
    public int Column { get; }
}
