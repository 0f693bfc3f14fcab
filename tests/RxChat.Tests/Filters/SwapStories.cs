using System.Reactive.Linq;

namespace RxChat.Tests.Filters;

/// <summary>Filters are replaced between two messages.</summary>
public class SwapStories
{
    private static MessageFilter Tag(string tag, double delay = 0) => (messages, time) =>
        (delay == 0 ? messages : messages.Delay(TimeSpan.FromSeconds(delay), time))
            .Select(message => message with { Text = $"{tag} {message.Text}" });

    [Fact]
    public void What_was_delayed_comes_out_when_due_and_what_comes_after_goes_through_the_new_one()
    {
        var chat = new FilteredChat(Tag("old", delay: 2));
        chat.Ann.Says("a");
        chat.Run(1);
        chat.Swap(Tag("new"));
        chat.Ann.Says("b");
        chat.Run(2);
        chat.Heard.Should().Equal("ann: new b", "ann: old a");
    }

    [Fact]
    public void What_was_delayed_for_longer_than_a_drain_is_lost()
    {
        var chat = new FilteredChat(null, Tag("old", delay: 10));
        chat.Ann.Says("a");
        chat.Run(1);
        chat.Swap(null, Tag("new"));
        chat.Run(20);
        chat.Heard.Should().BeEmpty();
    }

    [Fact]
    public void State_starts_anew()
    {
        MessageFilter numbered = (messages, _) => messages.Select((message, n) => message with { Text = $"{n}" });
        var chat = new FilteredChat(numbered);
        chat.Ann.Says("x").Says("x");
        chat.Run(1);
        chat.Swap(numbered);
        chat.Ann.Says("x");
        chat.Run(1);
        chat.Heard.Should().Equal("ann: 0", "ann: 1", "ann: 0");
    }

    [Fact]
    public void Outcomes_stay_in_the_order_of_what_is_said()
    {
        var chat = new FilteredChat(
            (messages, _) => messages.Reject(message => message.Text == "bad", "no"),
            (messages, _) => messages.Reject(message => message.Text == "worse", "never"));
        chat.Bob.Says("one").Says("bad").Says("two").Says("worse").Says("three");
        chat.Run(1);
        chat.Bob.Texts.TakeLast(5).Should().Equal("bob: one", "* no", "bob: two", "* never", "bob: three");
    }

    [Fact]
    public void A_thousand_swaps_lose_double_and_reorder_nothing()
    {
        var chat = new FilteredChat();
        for (var n = 0; n < 1000; n++)
        {
            chat.Ann.Says($"{n}");
            chat.Run(0.001);
            chat.Swap(
                (messages, time) => messages.RateLimit(10, TimeSpan.FromSeconds(1), time),
                (messages, _) => messages.Censor("darn"));
        }
        chat.Run(1);
        chat.Heard.Should().Equal(Enumerable.Range(0, 1000).Select(n => $"ann: {n}"));
    }

    [Fact]
    public void Nothing_is_kept_of_replaced_filters_even_of_idle_clients()
    {
        var (chat, replaced) = Replaced();
        for (var round = 0; round < 3 && replaced.IsAlive; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        replaced.IsAlive.Should().BeFalse();
        chat.Ann.Says("a");
        chat.Run(1);
        chat.Heard.Should().EndWith("ann: a");
    }

    [Fact]
    public void A_stop_waits_for_a_pipeline_in_force_only_if_it_has_not_ended()
    {
        var chat = new FilteredChat(null, (messages, _) => messages.Take(1));
        chat.Ann.Says("a").Says("b");
        chat.Run(1);
        chat.Swap(null, (messages, _) => messages);
        chat.Chat.Stop(within: TimeSpan.FromSeconds(1));
        chat.Heard.Should().Equal("ann: a");
    }

    private static (FilteredChat Chat, WeakReference Replaced) Replaced()
    {
        var state = new object();
        MessageFilter kept = (messages, _) => messages.Do(_ => GC.KeepAlive(state)).Take(1);
        var chat = new FilteredChat(kept, kept);
        chat.Ann.Says("x");
        chat.Run(1);
        chat.Swap(null);
        return (chat, new WeakReference(state));
    }
}
