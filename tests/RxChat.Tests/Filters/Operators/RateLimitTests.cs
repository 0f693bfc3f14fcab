using CsCheck;

namespace RxChat.Tests.Filters.Operators;

public class RateLimitTests
{
    private static readonly TimeSpan s_per = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void The_window_slides_and_what_is_rejected_does_not_count()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("a--bc-d---e-A|");

        stage.Heard(said.RateLimit(2, TimeSpan.FromSeconds(5), stage.Time)).Should().Be("a--b--d---e-A|");

        said.Should().HaveSubscriptions("^------------!");
        stage.Told.Should().Equal("alice: slow down: at most 2 messages in 5 s");
    }

    [Fact]
    public void Each_sender_has_a_window_of_its_own() =>
        new DrawnFilter().Heard((messages, time) => messages.RateLimit(1, TimeSpan.FromSeconds(9), time), "(aAbB)C|")
            .Should().Be("(aA)-|");

    [Fact]
    public void The_sender_is_told_in_order()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, time) => messages.RateLimit(2, TimeSpan.FromSeconds(10), time),
        });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("a").Says("b").Says("c").Says("d", at: TimeSpan.FromSeconds(10));
        chat.Run(TimeSpan.FromMinutes(1));

        alice.Texts
            .Should().EndWith(["guest-1: a", "guest-1: b", "* slow down: at most 2 messages in 10 s", "guest-1: d"]);
        bob.Texts.Should().NotContain(text => text.Contains("slow down"));
    }

    [Fact]
    public void Never_more_than_count_pass_in_any_window_whatever_the_times() =>
        Gen.Select(Gen.Int[1, 5], Gen.Select(Gen.Int[0, 60], Gen.Long[1, 3]).List[0, 200]).Sample((count, steps) =>
        {
            var said = Played.Of(steps);
            var passed = Played.Through(said, (messages, time) => messages.RateLimit(count, s_per, time));

            passed.Should().BeSubsequenceOf(said);
            foreach (var sender in passed.GroupBy(message => message.ClientId).Select(of => of.ToList()))
            {
                for (var i = count; i < sender.Count; i++)
                    (sender[i].At - sender[i - count].At).Should().BeGreaterThanOrEqualTo(s_per);
            }
            // And no fewer: what was rejected had count in the window before it.
            foreach (var rejected in said.Except(passed))
                passed.Count(m => m.ClientId == rejected.ClientId && m.At <= rejected.At && rejected.At - m.At < s_per)
                    .Should().BeGreaterThanOrEqualTo(count);
        });

    [Fact]
    public void A_new_subscription_starts_without_memory()
    {
        var stage = new DrawnFilter();
        var limited = stage.Cold("ab|").RateLimit(1, TimeSpan.FromHours(1), stage.Time);
        var (first, second) = (stage.Heard(limited), stage.Heard(limited));
        first.Should().Be("a-|");
        second.Should().Be("a-|");
    }
}
