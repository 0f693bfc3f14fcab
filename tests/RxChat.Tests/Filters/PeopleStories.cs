using System.Reactive.Linq;

namespace RxChat.Tests.Filters;

/// <summary>A filter sees who comes and goes, in order with what is said.</summary>
public class PeopleStories
{
    [Fact]
    public void Comings_goings_and_names_are_seen_in_order_with_the_messages()
    {
        var seen = new List<string>();
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.Do(message => seen.Add($"{message.From}: {message.Text}"))
                .Merge(time.People().Do(entry => seen.Add(entry switch
                {
                    Arrived arrived => $"{arrived.Person.Name} arrived",
                    Joined joined => $"{joined.Person.Name} joined {joined.Room}",
                    Left left => $"{left.Person.Name} left {left.Room}",
                    Renamed renamed => $"{renamed.Before.Name} is {renamed.Person.Name}",
                    Departed departed => $"{departed.Person.Name} departed",
                    _ => $"{entry}",
                })).IgnoreElements().Select(_ => (ChatMessage)null!)),
        });
        chat.Connect("alice").Says("/name alice").Says("hello").Says("/join tea").Says("/leave tea").Says("bye")
            .Says("/quit");
        chat.Run(TimeSpan.FromSeconds(1));

        seen.Should().Equal(
            "guest-1 arrived", "guest-1 joined lobby", "guest-1 is alice", "alice: hello", "alice joined tea",
            "alice left tea", "alice: bye", "alice departed");
        chat.Stop();
    }

    [Fact]
    public void A_welcome_is_said_after_the_coming_that_it_answers()
    {
        var chat = new FilteredChat();
        chat.Swap(null, Welcome);
        var cid = chat.Chat.Connect("cid");
        chat.Run(1);

        cid.Texts.Should().Equal(
            "* welcome, guest-3. /help lists the commands", "* guest-3 joined", "bot [bot]: welcome, guest-3");
        chat.Heard.Should().Equal("bot [bot]: welcome, guest-3");
    }

    [Fact]
    public void A_filter_that_fails_at_a_coming_costs_nobody_anything()
    {
        var chat = new FilteredChat();
        chat.Swap(null, (messages, time) => messages.Merge(time.People().OfType<Joined>()
            .Select<Joined, ChatMessage>(_ => throw new InvalidOperationException("on purpose"))));
        var cid = chat.Chat.Connect("cid").Says("hello");
        chat.Run(1);

        cid.Texts.Should().EndWith(["* guest-3 joined", "guest-3: hello"]);
        chat.Reports.Should().ContainSingle().Which.Should().EndWith("InvalidOperationException: on purpose");
    }

    [Fact]
    public void A_swap_and_a_stop_end_it()
    {
        var (chat, ended) = (new FilteredChat(), 0);
        MessageFilter watching = (messages, time) => messages.Merge(time.People().Finally(() => ended++)
            .IgnoreElements().Select(_ => (ChatMessage)null!));
        chat.Swap(null, watching);
        chat.Swap(null, watching);
        chat.Run(1);
        ended.Should().Be(1);
        chat.Chat.Stop();
        ended.Should().Be(2);
        chat.Chat.Now.Should().BeLessThan(TimeSpan.FromSeconds(13));
    }

    [Fact]
    public void Where_there_is_no_chat_there_is_nobody()
    {
        var marbles = new MarbleScheduler();
        marbles.Record(marbles.People()).ShouldBe("|");
    }

    private static IObservable<ChatMessage> Welcome(
        IObservable<ChatMessage> messages, System.Reactive.Concurrency.IScheduler time) =>
        messages.Merge(time.People().OfType<Joined>()
            .Select(joined => new ChatMessage("bot", joined.Room, $"welcome, {joined.Person.Name}")));
}
