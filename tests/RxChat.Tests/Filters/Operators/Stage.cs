using System.Reactive.Concurrency;
using System.Reactive.Linq;
using RxChat.Testing;

namespace RxChat.Tests.Filters.Operators;

/// <summary>
/// A filter alone, drawn in seconds: alice says lower-case letters and bob upper-case ones, or what the letters stand
/// for.
/// </summary>
internal sealed class Stage : IOutcomes
{
    private static readonly Person s_alice = new(1, "alice");
    private static readonly Person s_bob = new(2, "bob");

    private readonly IReadOnlyDictionary<char, string> _texts;

    public Stage(params (char Letter, string Text)[] texts) =>
        _texts = texts.ToDictionary(text => text.Letter, text => text.Text);

    public HistoricalScheduler Clock { get; } = new(VirtualChat.Start);

    public MarbleScheduler Time => field ??= MarbleScheduler.On(Clock, TimeSpan.FromSeconds(1));

    /// <summary>What senders were told, by whom.</summary>
    public List<string> Told { get; } = [];

    /// <summary>What the log was told of work that failed.</summary>
    public List<string> Reported { get; } = [];

    /// <summary>A message of one of many senders.</summary>
    public static ChatMessage Said(long sender, string text, DateTimeOffset at) =>
        Said(new Person(sender, $"guest-{sender}"), text, at);

    public static ChatMessage Said(Person sender, string text, DateTimeOffset at) =>
        new(sender, sender.Name, "lobby", text, at);

    public MarbleSource<ChatMessage> Said(string diagram) => Time.Hot(diagram, letter => Message(letter));

    public MarbleSource<ChatMessage> Cold(string diagram) => Time.Cold(diagram, letter => Message(letter));

    public Recording<string> Heard(IObservable<ChatMessage> passed, string? during = null) =>
        during is null
            ? Time.Record(passed.Select(message => message.Text))
            : Time.Record(passed.Select(message => message.Text), during);

    public Recording<string> Heard(MessageFilter filter, string said) => Heard(filter(Said(said), Time));

    public ChatMessage Message(char letter)
    {
        var message = Said(char.IsUpper(letter) ? s_bob : s_alice, Text(letter), Clock.Now);
        message.Outcomes = this;
        return message;
    }

    public string Text(char letter) => _texts.GetValueOrDefault(letter, $"{letter}");

    IOutcomes IOutcomes.Origin => this;

    void IOutcomes.Report(Exception error) => Reported.Add(error.Message);

    void IOutcomes.Add(ChatMessage message, Command outcome) => Told.Add(NameOf(outcome.By) + outcome switch
    {
        Notify told => told.Text,
        Refuse { Refusal: Filtered rejected } => rejected.Reason,
        Disconnect { Reason: Filtered reason } => $"{reason.Reason} (disconnected)",
        _ => $"{outcome}",
    });

    private static string NameOf(long by) => by == s_alice.Id ? "alice: " : by == s_bob.Id ? "bob: " : $"{by}: ";
}
