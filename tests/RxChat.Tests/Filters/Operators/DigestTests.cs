
namespace RxChat.Tests.Filters.Operators;

public class DigestTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(4);

    [Fact]
    public void Many_alike_become_one_at_the_end_of_the_window()
    {
        var stage = new DrawnFilter(('n', "a (×3)"));
        var said = stage.Said("ab-a-a|");

        stage.Heard(said.Digest(TimeSpan.FromSeconds(6), scheduler: stage.Time)).Should().Be("------n(b|)", stage.Text);

        said.Should().HaveSubscriptions("^-----!");
    }

    [Fact]
    public void After_its_window_a_text_opens_another() =>
        new DrawnFilter().Heard((messages, time) => messages.Digest(s_window, scheduler: time), "a----a|")
            .Should().Be("----a----(a|)");

    [Fact]
    public void What_alike_means_may_be_said()
    {
        var stage = new DrawnFilter(('x', "x (×3)"));
        stage.Heard((messages, time) => messages.Digest(s_window, _ => "any", scheduler: time), "-ab|")
            .Should().Be("-----(x|)", letter => letter == 'x' ? "a (×2)" : "");
    }

    [Fact]
    public void The_windows_are_bounded() =>
        new DrawnFilter().Heard((messages, time) => messages.Digest(s_window, kinds: 1, scheduler: time), "ab|")
            .Should().Be("-b--(a|)");

    [Fact]
    public void Whoever_lets_go_hears_nothing_more()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("a------");
        stage.Heard(said.Digest(s_window, scheduler: stage.Time), during: "^--!").Should().Be("");
        said.Should().HaveSubscriptions("^--!");
    }

    [Fact]
    public void In_a_chat_a_chorus_is_one_line()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.Digest(s_window, scheduler: time),
        });
        var crowd = Enumerable.Range(0, 50).Select(n => chat.Connect($"{n}").Says("Hello!")).ToList();
        chat.Run(TimeSpan.FromSeconds(10));
        crowd.Should().AllSatisfy(
            client => client.Heard[^1].Should().Be(new Heard(s_window, "guest-1: Hello! (×50)")));
    }
}
