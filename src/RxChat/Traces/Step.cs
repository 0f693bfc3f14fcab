namespace RxChat;

/// <summary>What can happen to a message on its way.</summary>
internal enum StepKind
{
    Heard, LetIn, Passed, Changed, Rejected, Sent, Refused, SaidBefore, Waits, Said, Wrote, Hidden, Blocked, Ended,
}

/// <summary>One thing that happened to a message, put into words when somebody asks.</summary>
/// <param name="At">When, on the loop's clock.</param>
/// <param name="Kind">What.</param>
/// <param name="Of">Which filter, refusal, encoding or words.</param>
/// <param name="With">What else of it.</param>
/// <param name="Number">Of a connection, or bytes.</param>
/// <param name="Other">How many.</param>
internal readonly record struct Step(
    TimeSpan At, StepKind Kind, object? Of = null, object? With = null, long Number = 0, long Other = 0)
{
    public string Stage => Kind switch
    {
        StepKind.Heard => "heard",
        StepKind.LetIn or StepKind.Passed or StepKind.Changed or StepKind.Rejected or StepKind.Sent => "filter",
        StepKind.Refused or StepKind.SaidBefore or StepKind.Waits or StepKind.Said => "chat",
        StepKind.Wrote => "encoded",
        _ => "client",
    };

    /// <summary>What happened, for people.</summary>
    /// <param name="sentence">Puts a refusal into words.</param>
    public string Words(Func<Refusal, string> sentence) => Kind switch
    {
        StepKind.Heard when Of is Person by =>
            $"from {by.Name} by connection {by.Id}, {by.Peer?.Protocol ?? "in memory"}",
        StepKind.Heard => "from no connection",
        StepKind.LetIn => $"{Of}: let in",
        StepKind.Passed => $"{Of}: passed",
        StepKind.Changed => $"{Of}: passed as {With}",
        StepKind.Rejected => $"{Of}: rejected: {With}",
        StepKind.Sent => $"{Of}: told connection {Number} something, or sent it away",
        StepKind.Refused => $"refused: {sentence((Refusal)Of!)}",
        StepKind.SaidBefore => $"was said already, as number {Number}",
        StepKind.Waits => $"waits for {Of}",
        StepKind.Said => $"said as number {Number}",
        StepKind.Wrote => $"as {Of}: {Number} bytes for {Other} {(Other == 1 ? "client" : "clients")}",
        StepKind.Hidden => $"connection {Number} does not want to hear it",
        StepKind.Blocked => $"connection {Number} is blocked: {Other} bytes wait for it already",
        _ => $"connection {Number} {Of}",
    };
}
