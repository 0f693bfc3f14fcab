using System.Collections.Immutable;

namespace RxChat.Tests.Chat;

/// <summary>
/// A chat without a server: alice (1) and bob (2) in the lobby, carol (3) nowhere, and whatever entries come on top.
/// </summary>
internal sealed class ChatTable : IObserver<ChatEvent>
{
    public static readonly Person Alice = new(1, "alice", Identity: new Ulid(101));
    public static readonly Person Bob = new(2, "guest-2", "127.0.0.1:5002", Identity: new Ulid(102));
    public static readonly Person Carol = new(3, "carol", Identity: new Ulid(103));

    private readonly List<ChatEvent> _events = [];
    private int _ids;

    public ChatTable(params Entry[] entries)
    {
        Entry[] first =
        [
            new Arrived(Alice), new Joined(Alice, "lobby", 1), new Arrived(Bob), new Joined(Bob, "lobby", 2),
            new Arrived(Carol),
        ];
        foreach (var entry in first.Concat(entries)) State.Apply(entry, this);
        _events.Clear();
    }

    public ChatState State { get; } = new() { Epochs = ["e1", "e2"] };

    public DateTimeOffset Now { get; set; }

    public ChatServerOptions Limits { get; init; } = new();

    public Decision Decide(Command command)
    {
        var before = State.ToString();
        var decision = State.Decide(command, Limits, Now);
        State.ToString().Should().Be(before, "deciding changes nothing");
        return decision;
    }

    /// <summary>The entry that a command comes to, with its place as the server gives it; null if to none.</summary>
    public Entry? EntryOf(Command command)
    {
        var decision = Decide(command);
        return (decision.Message is { } message ? new Said(message) : decision.Entry) is not Numbered entry
            ? decision.Entry
            : entry with { Seq = (State.Histories.Of(entry.In)?.Last ?? 0) + 1, Id = new Ulid((UInt128)(++_ids)) };
    }

    /// <summary>Does all that a command comes to, and returns it.</summary>
    public List<Entry> Do(Command command)
    {
        var decision = Decide(command);
        var done = new List<Entry>();
        var first = decision.Message is { } message ? new Said(message) : decision.Entry;
        foreach (var next in new[] { first }.Concat(decision.Then.IsDefault ? [] : decision.Then))
        {
            if (next is null) continue;
            var entry = next is Numbered numbered
                ? numbered with
                {
                    Seq = (State.Histories.Of(numbered.In)?.Last ?? 0) + 1, Id = new Ulid((UInt128)(++_ids)),
                }
                : next;
            done.Add(entry);
            Apply(entry);
        }
        return done;
    }

    public Refusal? Refused(Command command) => (Decide(command).Answer as Refused)?.Refusal;

    public List<ChatEvent> Apply(Entry entry)
    {
        _events.Clear();
        State.Apply(entry, this);
        return [.. _events];
    }

    /// <summary>What is in memory of a room.</summary>
    public ImmutableArray<Numbered> PageOf(string room) => State.Histories.Of(room)!
        .Page(new HistoryQuery(room, 1, long.MaxValue, 1000, 1 << 20, FromEnd: false)).Entries;

    public static ChatMessage Says(Person person, string text, string room = "lobby") =>
        new(person, person.Name, room, text, default);

    void IObserver<ChatEvent>.OnNext(ChatEvent value) => _events.Add(value);

    void IObserver<ChatEvent>.OnError(Exception error) => throw error;

    void IObserver<ChatEvent>.OnCompleted() => throw new InvalidOperationException("applying does not end anything");
}
