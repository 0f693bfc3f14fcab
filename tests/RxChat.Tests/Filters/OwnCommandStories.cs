using System.Reactive.Linq;

namespace RxChat.Tests.Filters;

/// <summary>Filters that have commands of their own, and speak to one person when they want.</summary>
public class OwnCommandStories
{
    private static readonly MessageFilter s_dice = (messages, time) => messages.Merge(
        time.Commands("roll", "SIDES rolls a die").Select(asked => new ChatMessage(
            "dice", asked.Room, $"{asked.From} rolls {(int.Parse(asked.Text) / 2) + 1}")));

    [Fact]
    public void A_command_is_answered_in_its_room_and_shown_in_the_help()
    {
        var chat = new VirtualChat(new ChatServerOptions { FilterForEveryone = s_dice });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("before").Says("/roll 6").Says("after").Says("/help");
        bob.Says("/ROLL 20", at: TimeSpan.FromSeconds(1)).Says("/rolls 20", at: TimeSpan.FromSeconds(1));
        chat.Run(TimeSpan.FromSeconds(2));

        bob.Texts.Where(text => text.Contains(": ", StringComparison.Ordinal)).Should().Equal(
            "guest-1: before", "dice [bot]: guest-1 rolls 4", "guest-1: after", "dice [bot]: guest-2 rolls 11");
        bob.Texts.Should().Contain("* unknown command /rolls, try /help");
        alice.Texts.Should().ContainInOrder(
            "* /quit leaves; //text says a text that starts with a slash", "* /roll SIDES rolls a die");
    }

    [Fact]
    public void Both_filters_have_some_and_who_comes_first_takes_it()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, time) => messages.Merge(Noted("a", time).Merge(Noted("b", time))),
            FilterForEveryone = (messages, time) => messages.Merge(Noted("b", time).Merge(Noted("c", time))),
        });
        var alice = chat.Connect("alice").Says("/a").Says("/b").Says("/c").Says("/help");
        chat.Run(TimeSpan.FromSeconds(1));

        alice.Texts.Where(text => text.Contains(" took ", StringComparison.Ordinal)).Should().Equal(
            "* took a", "* took b", "* took c");
        alice.Texts.Should().EndWith(["* /a takes it", "* /b takes it", "* /b takes it", "* /c takes it"]);

        static IObservable<ChatMessage> Noted(string word, System.Reactive.Concurrency.IScheduler time) =>
            time.Commands(word, "takes it").Do(asked => asked.Notify($"took {word}"))
                .IgnoreElements();
    }

    [Fact]
    public void It_is_there_for_as_long_as_somebody_listens()
    {
        var chat = new FilteredChat();
        chat.Swap(null, (messages, time) => messages.Merge(
            time.Commands("once", "answers once").Take(1).Do(asked => asked.Notify("yes")).IgnoreElements()));
        var alice = chat.Chat.Connect("alice").Says("/once").Says("/once").Says("/help");
        chat.Run(1);
        alice.Texts.Should().ContainInOrder("* yes", "* unknown command /once, try /help")
            .And.NotContain("* /once answers once");

        chat.Swap(null, s_dice);
        chat.Swap(null, null);
        alice.Says("/roll 6");
        chat.Run(1);
        alice.Texts.Should().EndWith("* unknown command /roll, try /help");
    }

    [Fact]
    public void One_that_fails_costs_who_asked_and_what_waits_and_is_there_again()
    {
        var chat = new FilteredChat();
        chat.Swap(null, s_dice);
        var alice = chat.Chat.Connect("alice").Says("/roll x").Says("/roll 6");
        chat.Run(1);

        alice.Texts.Should().EndWith(["* not said: a filter failed", "dice [bot]: guest-3 rolls 4"]);
        chat.Reports.Should().ContainSingle().Which.Should().Contain("FormatException");
    }

    [Theory]
    [InlineData("join", "is a command of the server")]
    [InlineData("QUIT", "is a command of the server")]
    [InlineData("", "at most 32 ASCII letters")]
    [InlineData("two words", "at most 32 ASCII letters")]
    [InlineData("größe", "at most 32 ASCII letters")]
    public void What_cannot_be_one_is_refused(string word, string why)
    {
        var filter = () => new MarbleScheduler().Commands(word, "helps");
        filter.Should().Throw<ArgumentException>().WithMessage($"*{why}*");
        new Action(() => new MarbleScheduler().Commands("word", "two\nlines")).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_filter_has_at_most_a_hundred()
    {
        var chat = new FilteredChat();
        chat.Swap(null, (messages, time) => messages.Merge(Observable.Range(0, 101)
            .SelectMany(n => time.Commands($"c{n}", "helps"))));
        chat.Ann.Says("hello");
        chat.Run(1);
        chat.Reports.Should().ContainSingle().Which.Should().Contain("at most 100 commands of its own");
    }

    [Fact]
    public void The_servers_words_are_those_that_are_decoded()
    {
        foreach (var word in CommandWords.Taken)
        {
            TextProtocol.Line.Begin(new Person(7, "alice"))
                .Decode(System.Text.Encoding.UTF8.GetBytes($"/{word} x y"), default)
                .Should().NotBeOfType<SlashCommand>();
        }
    }

    [Fact]
    public void Whoever_comes_is_told_something_alone_or_sent_away()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.Merge(time.People().Do(entry =>
            {
                if (entry is Joined { Room: "lobby" } joined)
                    time.Notify(joined.Person, $"mind the rules\n{joined.Members}");
                if (entry is Renamed { Person: { Name: "mallory" } mallory }) time.Disconnect(mallory, "not you");
            }).IgnoreElements().Select(_ => (ChatMessage)null!)),
        });
        var (alice, mallory) = (chat.Connect("alice"), chat.Connect("mallory").Says("/name mallory").Says("lost"));
        chat.Run(TimeSpan.FromSeconds(1));

        alice.Texts.Should().Equal("* welcome, guest-1. /help lists the commands", "* guest-1 joined",
            "* mind the rules 1", "* guest-2 joined", "* guest-2 is now mallory", "* mallory left");
        mallory.Texts.Should().EndWith(["* mind the rules 2", "* guest-2 is now mallory", "* not you"]);
    }

    [Fact]
    public void Who_is_told_without_end_ends_the_filter()
    {
        var chat = new FilteredChat();
        chat.Swap(null, (messages, time) => messages.Do(message =>
        {
            while (true) time.Notify(message.Sender!, "again");
        }));
        chat.Ann.Says("hello");
        chat.Run(1);
        chat.Reports.Should().ContainSingle().Which.Should().Contain("more than 1000 messages at once");
        chat.Ann.Texts.Count(text => text == "* again").Should().Be(OutputBound.Most);
    }

    [Theory]
    [InlineData("bot")]
    [InlineData("Bot")]
    [InlineData("server")]
    public void Nobody_is_called_as_filters_are(string name)
    {
        var chat = new VirtualChat();
        var alice = chat.Connect("alice").Says($"/name {name}");
        chat.Run(TimeSpan.FromSeconds(1));
        alice.Texts.Should().EndWith($"* the name {name} is taken");
    }
}
