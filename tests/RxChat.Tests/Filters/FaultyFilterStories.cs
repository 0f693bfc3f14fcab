using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat.Tests.Filters;

/// <summary>Whatever a filter does wrong costs a message, and nobody else notices.</summary>
public class FaultyFilterStories
{
    private static ChatMessage Throw(ChatMessage message) =>
        message.Text == "boom" ? throw new InvalidOperationException("it went boom") : message;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_throws_costs_that_message_and_is_reported_with_its_line(bool perClient)
    {
        MessageFilter filter = (messages, _) => messages.Select(Throw);
        var chat = new FilteredChat(perClient ? filter : null, perClient ? null : filter);
        chat.Ann.Says("one").Says("boom").Says("two");
        chat.Run(1);
        chat.Bob.Says("three");
        chat.Run(1);
        chat.Heard.Should().Equal("ann: one", "ann: two", "bob: three");
        chat.Ann.Texts.Should().Contain("* not said: a filter failed");
        chat.Reports.Should().ContainSingle().Which
            .Should().MatchRegex(@"FaultyFilterStories\.cs:\d+: InvalidOperationException: it went boom$");
    }

    [Fact]
    public void One_that_throws_is_reported_once_a_minute_with_how_often_in_between()
    {
        var chat = new FilteredChat((messages, _) => messages.Select(Throw));
        for (var second = 0; second < 70; second++)
        {
            chat.Ann.Says("boom");
            chat.Run(1);
        }
        chat.Reports.Should().HaveCount(2);
        chat.Reports.Last().Should().EndWith("(59 more since the last report)");
    }

    [Fact]
    public void One_that_throws_starts_anew_without_state()
    {
        var chat = new FilteredChat((messages, _) => messages.Select(Throw).Select(
            (message, n) => message with { Text = $"{n} {message.Text}" }));
        chat.Ann.Says("a").Says("b").Says("boom").Says("c");
        chat.Run(1);
        chat.Heard.Should().Equal("ann: 0 a", "ann: 1 b", "ann: 0 c");
    }

    [Fact]
    public void One_that_throws_when_it_is_subscribed_rejects_and_tells()
    {
        var chat = new FilteredChat((_, _) => throw new InvalidOperationException("no"));
        chat.Ann.Says("a");
        chat.Run(1);
        chat.Heard.Should().BeEmpty();
        chat.Ann.Texts.Last().Should().Be("* not said: a filter failed");
        chat.Reports.Should().ContainSingle();
    }

    [Fact]
    public void One_that_throws_at_its_end_holds_up_neither_a_swap_nor_a_client_that_leaves()
    {
        var chat = new FilteredChat(
            (messages, _) => messages.Finally(() => throw new InvalidOperationException("at the end")));
        chat.Ann.Says("a");
        chat.Run(1);
        chat.Swap((messages, _) => messages.Select(message => message with { Text = "new" }));
        chat.Ann.Says("b");
        chat.Run(1);
        chat.Heard.Should().Equal("ann: a", "ann: new");
        chat.Logged.Should().NotContain(entry => entry.Event == "internal error");
    }

    [Fact]
    public void Endless_output_for_a_message_is_cut_off()
    {
        var chat = new FilteredChat((messages, _) => messages.SelectMany(
            message => message.Text == "boom" ? Observable.Repeat(message) : Observable.Return(message)));
        chat.Ann.Says("boom").Says("ok");
        chat.Run(1);
        chat.Heard.Count(text => text == "ann: boom").Should().Be(OutputBound.Most);
        chat.Heard.Last().Should().Be("ann: ok");
        chat.Reports.Should().ContainSingle().Which.Should().Contain("more than 1000");
    }

    [Fact]
    public void Endless_output_of_a_loop_that_asks_nobody_is_cut_off_too()
    {
        var endless = Observable.Create<ChatMessage>(Action (observer) =>
        {
            while (true) observer.OnNext(new ChatMessage("bot", "lobby", "again"));
        });
        var chat = new FilteredChat((messages, _) => messages
            .Where(message => message.Text != "boom")
            .Merge(messages.Where(message => message.Text == "boom").SelectMany(_ => endless)));
        chat.Ann.Says("boom").Says("ok");
        chat.Run(1);
        chat.Heard.Should().HaveCount(OutputBound.Most + 1).And.EndWith("ann: ok");
    }

    [Theory]
    [InlineData("subscribed")]
    [InlineData("completed")]
    public void Endless_output_when_nothing_was_said_is_cut_off(string when)
    {
        var endless = Observable.Repeat(new ChatMessage("bot", "lobby", "again"));
        var chat = new FilteredChat();
        chat.Swap(null, (messages, _) => when == "completed" ? messages.Concat(endless) : messages.Merge(endless));
        chat.Swap(null);
        chat.Ann.Says("ok");
        chat.Run(1);
        chat.Heard.Last().Should().Be("ann: ok");
        chat.Reports.Should().NotBeEmpty();
    }

    [Fact]
    public void Endless_output_later_is_cut_off_too()
    {
        var chat = new FilteredChat((messages, time) => messages
            .Delay(TimeSpan.FromSeconds(1), time).SelectMany(message => Observable.Repeat(message)));
        chat.Ann.Says("boom");
        chat.Run(2);
        chat.Heard.Should().HaveCount(OutputBound.Most + 1, "one of them was owed");
        chat.Reports.Should().ContainSingle();
    }

    [Fact]
    public void Many_delayed_messages_that_are_due_at_once_are_no_flood()
    {
        var chat = new FilteredChat((messages, time) => messages.Delay(TimeSpan.FromSeconds(1), time));
        for (var n = 0; n < 3 * OutputBound.Most; n++) chat.Ann.Says($"{n}");
        chat.Run(3);
        chat.Heard.Should().Equal(Enumerable.Range(0, 3 * OutputBound.Most).Select(n => $"ann: {n}"));
        chat.Reports.Should().BeEmpty();
    }

    [Fact]
    public void One_that_completes_early_rejects_what_comes_later_and_only_for_its_client()
    {
        var chat = new FilteredChat((messages, _) => messages.Take(2));
        chat.Ann.Says("a").Says("b").Says("c");
        chat.Run(1);
        chat.Bob.Says("d");
        chat.Run(1);
        chat.Heard.Should().Equal("ann: a", "ann: b", "bob: d");
        chat.Ann.Texts.Should().Contain("* not said: the filter has ended");
        chat.Reports.Should().BeEmpty();
    }

    [Fact]
    public void One_that_subscribes_twice_says_everything_twice()
    {
        var chat = new FilteredChat((messages, _) => messages.Merge(messages));
        chat.Ann.Says("a").Says("b");
        chat.Run(1);
        chat.Heard.Should().Equal("ann: a", "ann: a", "ann: b", "ann: b");
    }

    [Fact]
    public void One_that_never_subscribes_drops_everything_but_commands()
    {
        var chat = new FilteredChat((_, _) => Observable.Create<ChatMessage>(_ => Disposable.Empty));
        chat.Ann.Says("a").Says("/who");
        chat.Run(1);
        chat.Heard.Should().BeEmpty();
        chat.Ann.Texts.Should().Contain("* in lobby: ann, bob");
    }
}
