
namespace RxChat.Tests.Stories;

/// <summary>What the chat tells, as values, to whoever subscribes beside the broadcast.</summary>
public class EventStories
{
    [Fact]
    public void A_subscriber_sees_everything_in_order_with_its_audience_and_its_end()
    {
        var chat = new VirtualChat();
        var seen = new List<string>();
        using var subscription = chat.Server.Events.Subscribe(told => seen.Add($"{Name(told.Body)} to {To(told.To)}"),
            () => seen.Add("the end"));
        chat.Connect("alice").Says("/name alice").Says("hello").Says("/who").Ends(at: TimeSpan.FromSeconds(1));
        chat.Run(TimeSpan.FromSeconds(5));
        chat.Stop();

        seen.Should().Equal(
            "Arrived to 1", "Joined to lobby but 1", "Joined to 1", "Renamed to lobby but 1", "Renamed to 1",
            "Said to lobby",
            "MemberList to 1", "Left to lobby", "Departed to 1", "Stopped to everyone", "the end");

        static string Name(EventBody body) => body.GetType().Name;
        static string To(Audience to) =>
            to.IsOne ? $"{to.Only}" : to.Room is null ? "everyone" : to.But == 0 ? to.Room : $"{to.Room} but {to.But}";
    }

    [Fact]
    public void One_that_throws_is_reported_once_and_sees_no_more_and_nobody_else_notices()
    {
        var (logged, seen, before) = (new List<string>(), 0, 0);
        var chat = new VirtualChat(new ChatServerOptions
        {
            Log = System.Reactive.Observer.Create<LogEntry>(entry => logged.Add($"{entry.Event} {entry.Detail}")),
        });
        using var first = chat.Server.Events.Subscribe(_ => before++);
        using var faulty = chat.Server.Events.Subscribe(_ => throw new InvalidOperationException("mine"));
        using var last = chat.Server.Events.Subscribe(_ => seen++);
        var alice = chat.Connect("alice", scheme: "nul").Says("hello").Says("again");
        chat.Run(TimeSpan.FromSeconds(1));

        alice.Texts.Should().Equal("guest-1: hello", "guest-1: again");
        (seen, before).Should().Be((5, 5));
        logged.Where(line => line.Contains("mine", StringComparison.Ordinal)).Should().ContainSingle();
    }
}
