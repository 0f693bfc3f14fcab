
namespace RxChat.Tests.Stories;

public class ChurnStory
{
    /// <summary>
    /// 20,000 come and go: nothing of them is kept, and each costs its neighbours a bounded number of lines.
    /// </summary>
    [Fact]
    public void Joins_and_leaves_leave_nothing_behind()
    {
        var chat = new VirtualChat();
        var listener = chat.Connect("listener");
        chat.Run(TimeSpan.FromSeconds(1));
        for (var n = 0; n < 20_000; n++)
        {
            var visitor = chat.Connect($"{n}", scheme: n % 2 == 0 ? "nul" : "line");
            visitor.Says($"/join room{n}").Ends();
            if (n % 100 == 99) chat.Run(TimeSpan.FromSeconds(1));
        }
        chat.Run(TimeSpan.FromSeconds(10));

        chat.Server.Kept.Should().Be((1, 1, 1, 0));
        listener.Says("/rooms").Says("/who");
        chat.Run(TimeSpan.FromSeconds(1));
        listener.Texts.TakeLast(2).Should().Equal("* rooms: lobby (1)", "* in lobby: guest-1");
    }
}
