namespace RxChat.Web;

/// <summary>What a route is, said beside it; <see cref="ApiDocument"/> is made of these.</summary>
/// <param name="Name">Of the operation, for whoever makes a client of the document.</param>
/// <param name="Summary">For people, a line.</param>
internal sealed record Described(string Name, string Summary)
{
    public const string Json = "application/json";

    public const string Text = "text/plain; charset=utf-8";

    /// <summary>Beside those that are in its path, which are texts.</summary>
    public IReadOnlyList<Parameter> Takes { get; init; } = [];

    /// <summary>What its body is, of the schema's <c>http</c>; null is none.</summary>
    public string? Body { get; init; }

    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>Statuses of its problems, beside those that any request may have.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];

    /// <summary>Whether it may be asked with a token.</summary>
    public bool IsByToken { get; init; }

    /// <summary>Bytes with a tag, see <see cref="Tagged"/>.</summary>
    public static Described Document(string name, string summary, string type) => new(name, summary)
    {
        Takes = [Parameter.Known], Answers = [new(200, "all of it", type) { Header = "ETag" }, Answer.Known],
    };

    /// <summary>A no is a <see cref="Refusals"/>.</summary>
    /// <param name="Status">Of HTTP.</param>
    /// <param name="What">That is answered.</param>
    /// <param name="Type">Of its content; null is none.</param>
    /// <param name="Schema">Of the content, in the schema's <c>http</c>; null is any.</param>
    internal sealed record Answer(int Status, string What, string? Type = null, string? Schema = null)
    {
        public static Answer Known { get; } = new(304, "who asks has it") { Header = "ETag" };

        /// <summary>What it always has.</summary>
        public string? Header { get; init; }
    }

    /// <param name="Name">As in the query or the head.</param>
    /// <param name="What">It says.</param>
    /// <param name="Least">Of a number; null is a text.</param>
    internal sealed record Parameter(string Name, string What, int? Least = null)
    {
        public static Parameter Known { get; } =
            new("If-None-Match", "the ETag of what one has") { IsInHead = true };

        public bool IsInHead { get; init; }

        /// <summary>How often it may be there, and has to be at least once; 0 is once or never.</summary>
        public int Most { get; init; }
    }
}
