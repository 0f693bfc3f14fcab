using System.Text;

namespace RxChat.Fuzz;

/// <summary>Queries: what is one is written in one way, which is one; what is none says where.</summary>
internal static class QueryTarget
{
    public static FuzzTarget Target { get; } = new(
        "query",
        [
            "in ", "ops", ", ", " | ", "has ", "from ", "not ", "mentions ", "replies", "last 5", "sample 1m",
            "distinct per 5m by from", "count per 1m", " by room", "top 3 per 1h by from", "quiet 5m",
            "burst 10 per 1m", "99999999s", "\t", "\u00E2\u0080\u00A8", "\u00EF\u00BD\u008F",
            "\u00F0\u009D\u0090\u009A", "\u00CC\u0081", "\u00DF",
        ],
        Check);

    private static string Check(byte[] input)
    {
        // Of clients it comes clean.
        var text = RxChat.Text.Clean(Encoding.UTF8.GetString(input));
        if (!QueryParser.TryParse(text, out var query, out var bad))
        {
            BrokenException.Unless(
                bad.Column >= 1 && bad.Column <= text.Length + 1, $"column {bad.Column} of {text.Length}");
            BrokenException.Unless(bad.Problem.Length < 400, $"the problem has {bad.Problem.Length} characters");
            return bad.Problem.Split('"')[0];
        }
        var written = $"{query}";
        BrokenException.Unless(
            QueryParser.TryParse(written, out var again, out _) && $"{again}" == written, $"{written} is not itself");
        return $"{query.Rooms.Length} {query.Filters.Length} {query.End.Verb}";
    }
}
