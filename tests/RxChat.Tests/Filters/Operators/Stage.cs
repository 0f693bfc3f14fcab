using System.Reactive.Concurrency;
using System.Reactive.Linq;
using RxChat.Testing;

namespace RxChat.Tests.Filters.Operators;

/// <summary>
/// A filter alone, drawn in seconds: alice says lower-case letters and bob upper-case
/// ones, or what the letters stand for.
/// </summary>
internal sealed class Stage : IOutcomes
{
    private static readonly Client s_alice = Sender(1, "alice");
    private static readonly Client s_bob = Sender(2, "bob");

    private readonly IReadOnlyDictionary<char, string> _texts;

    public Stage(params (char Letter, string Text)[] texts) =>
        _texts = texts.ToDictionary(text => text.Letter, text => text.Text);

    public HistoricalScheduler Clock { get; } = new(VirtualChat.Start);

    public MarbleScheduler Time => field ??= MarbleScheduler.On(Clock, TimeSpan.FromSeconds(1));

    /// <summary>What senders were told, by whom.</summary>
    public List<string> Told { get; } = [];

    public static Client Sender(long id, string? name = null) =>
        new(id, TextProtocol.Line, null, false, VirtualChat.Start) { ChosenName = name };

    public MarbleSource<ChatMessage> Said(string diagram) => Time.Hot(diagram, letter => Message(letter));

    public MarbleSource<ChatMessage> Cold(string diagram) => Time.Cold(diagram, letter => Message(letter));

    public Recording<string> Heard(IObservable<ChatMessage> passed, string? during = null) =>
        during is null
            ? Time.Record(passed.Select(message => message.Text))
            : Time.Record(passed.Select(message => message.Text), during);

    public Recording<string> Heard(MessageFilter filter, string said) => Heard(filter(Said(said), Time));

    public ChatMessage Message(char letter)
    {
        var message = (char.IsUpper(letter) ? s_bob : s_alice).Say(Text(letter), Clock.Now) with { Room = "lobby" };
        message.Outcomes = this;
        return message;
    }

    public string Text(char letter) => _texts.GetValueOrDefault(letter, $"{letter}");

    void IOutcomes.Add(Command outcome) => Told.Add(outcome switch
    {
        Notify { Client: { } client } told => $"{client.Name}: {told.Text}",
        Disconnect { Client: { } client } told => $"{client.Name}: {told.Reason} (disconnected)",
        _ => $"{outcome}",
    });
}
