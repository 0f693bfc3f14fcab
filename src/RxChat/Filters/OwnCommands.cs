using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>The commands of one filter's own, each for as long as it listens for it.</summary>
internal sealed class OwnCommands
{
    /// <summary>The most at a time.</summary>
    public const int Most = 100;

    private readonly SortedDictionary<string, Own> _commands = new(Names.Comparer);

    public IEnumerable<string> Words => _commands.Keys;

    /// <summary>A line for each.</summary>
    public IEnumerable<string> Help => _commands.Select(own => $"/{own.Key} {own.Value.Help}");

    /// <summary>Who listens for a word; null if nobody does.</summary>
    public IObserver<ChatMessage>? Find(string word) => _commands.GetValueOrDefault(word)?.Asked;

    public IObservable<ChatMessage> Listen(string word, string help) => Observable.Create<ChatMessage>(observer =>
    {
        if (!_commands.TryGetValue(word, out var own))
        {
            if (_commands.Count == Most)
                throw new InvalidOperationException($"a filter may have at most {Most} commands of its own");
            _commands.Add(word, own = new Own(help));
        }
        var listening = own.Asked.Subscribe(observer);
        return Disposable.Create(() =>
        {
            listening.Dispose();
            if (!own.Asked.HasObservers) _commands.Remove(word);
        });
    });

    public void Complete()
    {
        foreach (var own in _commands.Values.ToArray()) own.Asked.OnCompleted();
        _commands.Clear();
    }

    private sealed record Own(string Help)
    {
        public Subject<ChatMessage> Asked { get; } = new();
    }
}
