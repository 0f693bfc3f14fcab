
namespace RxChat.Tests.Filters;

/// <summary>A server in virtual time with filters, two clients who talk, and what it logged.</summary>
internal sealed class FilteredChat : IObserver<LogEntry>
{
    public FilteredChat(MessageFilter? perClient = null, MessageFilter? forEveryone = null)
    {
        Chat = new VirtualChat(
            new ChatServerOptions { FilterPerClient = perClient, FilterForEveryone = forEveryone, Log = this });
        Ann = Chat.Connect("ann", scheme: "nul");
        Bob = Chat.Connect("bob", scheme: "nul");
        Ann.Says("/name ann");
        Bob.Says("/name bob");
        Chat.Run(TimeSpan.FromSeconds(1));
    }

    public VirtualChat Chat { get; }

    public VirtualClient Ann { get; }

    public VirtualClient Bob { get; }

    public List<LogEntry> Logged { get; } = [];

    public IEnumerable<string> Reports =>
        Logged.Where(entry => entry.Event == "filter failed").Select(entry => $"{entry.Detail}");

    /// <summary>What Bob heard of messages and private notices since his name was taken.</summary>
    public IEnumerable<string> Heard => Bob.Texts.Where(text => !text.StartsWith("* ", StringComparison.Ordinal));

    public void Swap(MessageFilter? perClient, MessageFilter? forEveryone = null) =>
        Chat.Server.ReplaceFiltersAsync(perClient, forEveryone).IsCompletedSuccessfully.Should().BeTrue();

    public void Run(double seconds) => Chat.Run(TimeSpan.FromSeconds(seconds));

    void IObserver<LogEntry>.OnNext(LogEntry value) => Logged.Add(value);

    void IObserver<LogEntry>.OnCompleted() => throw new InvalidOperationException("a log does not end");

    void IObserver<LogEntry>.OnError(Exception error) => throw new InvalidOperationException("a log does not end");
}
