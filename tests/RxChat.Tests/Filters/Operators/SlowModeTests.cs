using CsCheck;

namespace RxChat.Tests.Filters.Operators;

public class SlowModeTests
{
    [Fact]
    public void One_of_each_sender_in_an_interval()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("ab-A--cd-B|");

        stage.Heard(said.SlowMode(TimeSpan.FromSeconds(5), scheduler: stage.Time)).Should().Be("a--A--c--B|");

        said.Should().HaveSubscriptions("^---------!");
        stage.Told.Should().Equal(Enumerable.Repeat("alice: slow mode: one message every 5 s", 2));
    }

    [Fact]
    public void Only_in_the_room_it_is_for()
    {
        var stage = new DrawnFilter();
        stage.Heard((messages, time) => messages.SlowMode(TimeSpan.FromSeconds(9), "LOBBY", time), "ab|")
            .Should().Be("a-|");
        new DrawnFilter().Heard((messages, time) => messages.SlowMode(TimeSpan.FromSeconds(9), "quiet", time), "ab|")
            .Should().Be("ab|");
    }

    [Fact]
    public void Two_of_a_sender_are_never_nearer_than_the_interval() =>
        Gen.Select(Gen.Int[0, 60], Gen.Long[1, 3]).List[0, 200].Sample(steps =>
        {
            var said = Played.Of(steps);
            var passed = Played.Through(
                said, (messages, time) => messages.SlowMode(TimeSpan.FromMilliseconds(100), scheduler: time));

            passed.Should().BeSubsequenceOf(said);
            foreach (var sender in passed.GroupBy(message => message.ClientId))
                sender.Zip(sender.Skip(1), (one, next) => next.At - one.At)
                    .Should().NotContain(gap => gap < TimeSpan.FromMilliseconds(100));
        });

    [Fact]
    public void Each_room_counts_for_itself_and_the_sender_is_told()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, time) => messages.SlowMode(TimeSpan.FromSeconds(30), scheduler: time),
        });
        var alice = chat.Connect("alice");
        alice.Says("a").Says("b").Says("/join other").Says("c").Says("d", at: TimeSpan.FromSeconds(30));
        chat.Run(TimeSpan.FromMinutes(1));
        alice.Texts.Should().Contain("guest-1: a").And.Contain("* slow mode: one message every 30 s")
            .And.NotContain("guest-1: b");
        alice.Texts.Where(text => text.Length > 3 && text[^3..] is ": c" or ": d").Should().HaveCount(2);
    }
}
