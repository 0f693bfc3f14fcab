using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat.Tests.Filters;

public class RealTimeStories
{
    [Fact]
    public void A_virtual_chat_says_so_when_time_has_passed()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, _) => messages.Throttle(TimeSpan.FromMilliseconds(5)),
        });
        chat.Connect("alice").Says("hello");
        var run = () => chat.Run(TimeSpan.FromSeconds(1));

        run.Should().Throw<RealTimeException>().WithMessage("Throttle takes the system's time*");
    }

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
