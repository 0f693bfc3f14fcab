using System.Reactive.Linq;

namespace RxChat.Tests.Filters;

/// <summary>A candidate beside the filter in force changes nothing, and what it would have changed is told.</summary>
public class ShadowStories
{
    private readonly List<(string, string, string)> _told = [];

    private FilteredChat Chat(MessageFilter? live, MessageFilter? candidate) =>
        new(live.Shadow(
            candidate, difference => _told.Add((difference.Message.Text, difference.Live, difference.Candidate))));

    [Fact]
    public void Outcomes_of_the_candidate_reach_nobody_and_differences_are_told()
    {
        var chat = Chat(
            (messages, _) => messages.Reject(message => message.Text == "bad", "no"),
            (messages, _) => messages.Reject(message => message.Text == "good", "never").Censor("darn"));
        chat.Ann.Says("good").Says("bad").Says("darn").Says("same");
        chat.Run(1);
        chat.Heard.Should().Equal("ann: good", "ann: darn", "ann: same");
        chat.Ann.Texts.Where(text => text.StartsWith("* n", StringComparison.Ordinal)).Should().Equal("* no");
        _told.Should().Equal(
            ("good", "said", "told: never"), ("bad", "told: no", "said"), ("darn", "said", "said \"****\""));
    }

    [Fact]
    public void What_one_of_them_drops_is_told_after_five_seconds_and_a_delay_within_is_no_difference()
    {
        var chat = Chat(null, (messages, time) => messages
            .Where(message => message.Text != "dropped").Delay(TimeSpan.FromSeconds(2), time));
        chat.Ann.Says("dropped").Says("late");
        chat.Run(4.9);
        _told.Should().BeEmpty();
        chat.Run(0.2);
        _told.Should().Equal(("dropped", "said", "dropped"));
    }

    [Fact]
    public void A_candidate_that_throws_or_floods_is_told_and_built_anew()
    {
        var chat = Chat(null, (messages, _) => messages.SelectMany(message =>
            message.Text == "boom" ? throw new InvalidOperationException("it went boom")
            : message.Text == "flood" ? Observable.Repeat(message)
            : Observable.Return(message)));
        chat.Ann.Says("boom").Says("flood").Says("ok");
        chat.Run(1);
        chat.Heard.Should().Equal("ann: boom", "ann: flood", "ann: ok");
        chat.Reports.Should().BeEmpty();
        _told.Select(told => told.Item1).Should().Equal("boom", "flood");
        _told[0].Item3.Should().Contain("it went boom");
    }

    [Fact]
    public void The_same_filter_differs_in_nothing()
    {
        MessageFilter filter = (messages, time) => messages.RateLimit(2, TimeSpan.FromSeconds(1), time)
            .Delay(TimeSpan.FromSeconds(1), time);
        var chat = Chat(filter, filter);
        for (var n = 0; n < 10; n++) chat.Ann.Says($"{n}", at: TimeSpan.FromSeconds(1 + n * 0.3));
        chat.Run(20);
        _told.Should().BeEmpty();
    }
}
