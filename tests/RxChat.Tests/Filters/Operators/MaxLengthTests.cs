
namespace RxChat.Tests.Filters.Operators;

public class MaxLengthTests
{
    [Fact]
    public void What_is_too_long_is_rejected_and_the_source_is_let_go_at_its_end()
    {
        var stage = new DrawnFilter(('x', "four"));
        var said = stage.Said("a-x-b|");

        stage.Heard(said.MaxLength(3)).Should().Be("a---b|");

        said.Should().HaveSubscriptions("^----!");
        stage.Told.Should().Equal("alice: a message may have at most 3 characters");
    }

    [Theory]
    [InlineData("éé", true)]
    [InlineData("e\u0301e\u0301", true)]
    [InlineData("🇳🇱🇳🇱", true)]
    [InlineData("👩‍👩‍👧👋🏽", true)]
    [InlineData("abc", false)]
    public void Characters_are_counted_as_people_count_them(string text, bool passes) =>
        new DrawnFilter(('x', text)).Heard((messages, _) => messages.MaxLength(2), "x|").Diagram
            .Should().Be(passes ? "a|" : "-|");

    [Fact]
    public void The_sender_is_told_in_order()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, _) => messages.MaxLength(3),
        });
        var alice = chat.Connect("alice");
        alice.Says("one").Says("three").Says("two");
        chat.Run(TimeSpan.FromSeconds(1));
        alice.Texts.Should().EndWith(["guest-1: one", "* a message may have at most 3 characters", "guest-1: two"]);
    }
}
