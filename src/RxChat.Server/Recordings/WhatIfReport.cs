using System.Globalization;
using RxChat.Testing;

namespace RxChat.Server.Recordings;

/// <summary>What a candidate would have done differently, in lines and in numbers.</summary>
internal static class WhatIfReport
{
    public static void Write(IReadOnlyList<WhatIf> differences)
    {
        foreach (var one in differences)
        {
            Console.Out.WriteLine(Printed.Of(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Message.At:HH:mm:ss.fff} {one.Message.From} in {one.Message.Room}: {one.Message.Text}: ")
                + $"{one.Live} -> {one.Candidate}"));
        }
        var kinds = differences.GroupBy(Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => $"{kind.Key}: {kind.Count()}");
        Console.Out.WriteLine(differences.Count == 0
            ? "what if: no message is treated differently"
            : $"what if: {differences.Count} messages are treated differently; {string.Join(", ", kinds)}");
    }

    private static string Kind(WhatIf one) => (IsSaid(one.Live), IsSaid(one.Candidate)) switch
    {
        (true, false) => "newly rejected",
        (false, true) => "newly passed",
        (true, true) => one.Candidate.EndsWith(" s later", StringComparison.Ordinal) ? "delayed"
            : one.Live.EndsWith(" s later", StringComparison.Ordinal) ? "said earlier"
            : "changed",
        _ => "told otherwise",
    };

    private static bool IsSaid(string outcome) =>
        outcome.Split(", ").Any(part => part.StartsWith("said", StringComparison.Ordinal));
}
