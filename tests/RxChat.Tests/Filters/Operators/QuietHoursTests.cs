
namespace RxChat.Tests.Filters.Operators;

public class QuietHoursTests
{
    [Fact]
    public void Nothing_is_said_past_midnight_until_the_morning()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("a 6h b 15h c 2h d 9h e|");

        // It is midnight when the diagram begins.
        stage.Heard(said.QuietHours(new TimeOnly(22, 0), new TimeOnly(6, 0), stage.Time))
            .Should().Be("- 6h b 15h c 2h - 9h e|");

        said.Should().HaveSubscriptions("^ 115204s !");
        stage.Told.Should().Equal(Enumerable.Repeat("alice: quiet hours: nothing is said from 22:00 to 06:00 UTC", 2));
    }

    [Fact]
    public void The_first_moment_is_quiet_and_the_last_is_not() =>
        new DrawnFilter().Heard((messages, time) => messages.QuietHours(
            new TimeOnly(0, 0, 1), new TimeOnly(0, 0, 3), time), "abcd|").Should().Be("a--d|");

    [Fact]
    public void Hours_that_end_as_they_begin_are_refused() =>
        new DrawnFilter().Invoking(stage => stage.Said("a|").QuietHours(TimeOnly.MinValue, TimeOnly.MinValue))
            .Should().Throw<ArgumentException>();

    [Fact]
    public void The_sender_is_told()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, time) => messages.QuietHours(new(22, 0), new(6, 0), time),
        });
        var alice = chat.Connect("alice");
        alice.Says("a").Says("b", at: TimeSpan.FromHours(6));
        chat.Run(TimeSpan.FromHours(7));
        alice.Texts.Should().EndWith(["* quiet hours: nothing is said from 22:00 to 06:00 UTC", "guest-1: b"]);
    }
}
