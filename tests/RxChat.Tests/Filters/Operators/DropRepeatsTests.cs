using CsCheck;

namespace RxChat.Tests.Filters.Operators;

public class DropRepeatsTests
{
    [Fact]
    public void A_repeat_starts_the_time_anew()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("a--a---a---ab|");

        stage.Heard(said.DropRepeats(TimeSpan.FromSeconds(5), stage.Time)).Should().Be("a-----------b|");

        said.Should().HaveSubscriptions("^------------!");
        stage.Told.Should().Equal(Enumerable.Repeat("alice: you said that already", 3));
    }

    [Fact]
    public void It_is_forgotten_when_the_time_is_over() =>
        new DrawnFilter().Heard((messages, time) => messages.DropRepeats(TimeSpan.FromSeconds(5), time), "a----a|")
            .Should().Be("a----a|");

    [Fact]
    public void Case_and_dress_do_not_make_it_another_text_but_another_sender_does()
    {
        var stage = new DrawnFilter(('a', "Hello"), ('b', "HÉLLO"), ('c', "he\u200Bllo"), ('A', "hello"));
        stage.Heard((messages, time) => messages.DropRepeats(TimeSpan.FromSeconds(5), time), "abcA|")
            .Should().Be("a--A|", stage.Text);
    }

    [Fact]
    public void Long_texts_are_told_apart_by_their_last_character()
    {
        var stage = new DrawnFilter(('a', new string('x', 60_000) + "1"), ('b', new string('x', 60_000) + "2"));
        stage.Heard((messages, time) => messages.DropRepeats(TimeSpan.FromSeconds(9), time), "abab|")
            .Should().Be("ab--|", stage.Text);
    }

    [Fact]
    public void No_text_passes_twice_within_the_time() =>
        Gen.Select(Gen.Int[0, 60], Gen.Long[1, 2], Gen.Int[0, 2]).List[0, 200].Sample(steps =>
        {
            var said = Played.Of(steps.Select(step => (step.Item1, step.Item2)))
                .Zip(steps, (message, step) => message with { Text = $"{step.Item3}" }).ToList();
            var passed =
                Played.Through(said, (messages, time) => messages.DropRepeats(TimeSpan.FromMilliseconds(100), time));

            passed.Should().BeSubsequenceOf(said);
            foreach (var same in passed.GroupBy(message => (message.ClientId, message.Text)))
                same.Zip(same.Skip(1), (one, next) => next.At - one.At)
                    .Should().NotContain(gap => gap < TimeSpan.FromMilliseconds(100));
        });

    [Fact]
    public void The_sender_is_told()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, time) => messages.DropRepeats(TimeSpan.FromSeconds(5), time),
        });
        var alice = chat.Connect("alice");
        alice.Says("hi").Says("hi");
        chat.Run(TimeSpan.FromSeconds(1));
        alice.Texts.Should().EndWith(["guest-1: hi", "* you said that already"]);
    }
}
