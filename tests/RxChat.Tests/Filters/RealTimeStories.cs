using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using RxChat.Testing;

namespace RxChat.Tests.Filters;

public class RealTimeStories
{
    [Fact]
    public async Task A_filter_that_leaves_virtual_time_is_an_error()
    {
        var reported = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = Observer.Create<LogEntry>(entry =>
        {
            if (entry.Event == "filter failed") reported.TrySetResult(entry.Detail!.ToString()!);
        });
        using var standing = new ManualResetEventSlim();
        var chat = new VirtualChat(new ChatServerOptions
        {
            Log = log,
            FilterForEveryone = (messages, _) => messages.ObserveOn(NewThreadScheduler.Default)
                .Do(_ => standing.Wait()),
        });
        var alice = chat.Connect("alice", scheme: "nul");
        alice.Says("hello");
        chat.Run(TimeSpan.FromSeconds(1));
        standing.Set();

        (await reported.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))
            .Should().Contain("thread of its own");
        alice.Texts.Should().BeEmpty();
    }
}
