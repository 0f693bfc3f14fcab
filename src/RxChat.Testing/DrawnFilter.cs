using System.Reactive.Concurrency;
using System.Reactive.Linq;
using RxChat.Marbles;

namespace RxChat.Testing;

/// <summary>
/// A filter alone, drawn in seconds: alice says lower-case letters and bob upper-case ones, or what the letters stand
/// for. What they are told is in <see cref="Told"/>.
/// </summary>
public sealed class DrawnFilter : IOutcomes
{
    private static readonly Person s_alice = new(1, "alice");
    private static readonly Person s_bob = new(2, "bob");

    private readonly IReadOnlyDictionary<char, string> _texts;

    /// <summary>Draws in virtual time, from 2026-01-01 UTC.</summary>
    /// <param name="texts">What letters stand for; the others are said as they are.</param>
    public DrawnFilter(params (char Letter, string Text)[] texts) =>
        _texts = texts.ToDictionary(text => text.Letter, text => text.Text);

    /// <summary>The virtual time.</summary>
    public HistoricalScheduler Clock { get; } = new(VirtualChat.Start);

    /// <summary>The time for filters and diagrams, in frames of a second.</summary>
    public MarbleScheduler Time => field ??= MarbleScheduler.On(Clock, TimeSpan.FromSeconds(1));

    /// <summary>What senders were told, such as <c>alice: slow down</c>, in order.</summary>
    public IReadOnlyList<string> Told => ToldSoFar;

    /// <summary>What the log was told of work that failed.</summary>
    public IReadOnlyList<string> Reported => ReportedSoFar;

    private List<string> ToldSoFar { get; } = [];

    private List<string> ReportedSoFar { get; } = [];

    /// <summary>Messages as drawn, said whether anybody listens or not.</summary>
    public MarbleSource<ChatMessage> Said(string diagram) => Time.Hot(diagram, letter => Message(letter));

    /// <summary>Messages as drawn, said anew to each subscriber.</summary>
    public MarbleSource<ChatMessage> Cold(string diagram) => Time.Cold(diagram, letter => Message(letter));

    /// <summary>Records the texts of what passes.</summary>
    public Recording<string> Heard(IObservable<ChatMessage> passed, string during = "^")
    {
        ArgumentNullException.ThrowIfNull(passed);
        return Time.Record(passed.Select(message => message.Text), during);
    }

    /// <summary>Records the texts of what a filter passes of messages as drawn.</summary>
    public Recording<string> Heard(MessageFilter filter, string said)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Heard(filter(Said(said), Time));
    }

    /// <summary>What a letter stands for, to read a recording by: <c>Should().Be("a--|", drawn.Text)</c>.</summary>
    public string Text(char letter) => _texts.GetValueOrDefault(letter, $"{letter}");

    IOutcomes IOutcomes.Origin => this;

    void IOutcomes.Report(Exception error) => ReportedSoFar.Add(error.Message);

    void IOutcomes.Add(ChatMessage message, Command outcome) => ToldSoFar.Add(NameOf(outcome.By) + outcome switch
    {
        Notify told => told.Text,
        Refuse { Refusal: Filtered rejected } => rejected.Reason,
        Disconnect { Reason: Filtered reason } => $"{reason.Reason} (disconnected)",
        _ => $"{outcome}",
    });

    private static string NameOf(long by) => by == s_alice.Id ? "alice: " : by == s_bob.Id ? "bob: " : $"{by}: ";

    private ChatMessage Message(char letter) =>
        new(char.IsUpper(letter) ? s_bob : s_alice, "lobby", Text(letter), Clock.Now) { Outcomes = this };
}
