using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace RxChat.Tests.Filters;

/// <summary>
/// Wherever a filter fails, in a timer, a method that nobody awaits, a task or its own end: that costs its own message
/// at the most, what waited is rejected aloud, and everything else is said.
/// </summary>
public class ContainedFaultStories
{
    public static TheoryData<string, MessageFilter> Elsewhere { get; } = new()
    {
        { "async void before it waits", (messages, _) => messages.Do(AsyncVoid(Throw)) },
        { "async void after it waited", (messages, time) => messages.Do(AsyncVoid(async m =>
        {
            await Observable.Timer(TimeSpan.FromSeconds(1), time);
            await Throw(m);
        })) },
        { "a side subscription", (messages, time) => messages.Publish(said =>
        {
            said.Where(m => m.Text == "boom").Delay(TimeSpan.FromSeconds(1), time).Subscribe(m => Throw(m));
            return said;
        }) },
        { "a timer", (messages, time) => messages.Do(m =>
        {
            if (m.Text == "boom") Observable.Timer(TimeSpan.FromSeconds(1), time).Subscribe(_ => Throw(m));
        }) },
        { "work of its own", (messages, time) => messages.Do(m => time.Schedule(
            TimeSpan.FromSeconds(1), () => { Throw(m); })) },
    };

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public void What_fails_beside_the_messages_is_reported_and_costs_none(string where, MessageFilter filter)
    {
        foreach (var perClient in new[] { true, false })
        {
            var chat = new FilteredChat(perClient ? filter : null, perClient ? null : filter);
            chat.Ann.Says("one").Says("boom").Says("two");
            chat.Run(3);
            chat.Bob.Says("three");
            chat.Run(3);

            chat.Heard.Should().Equal(["ann: one", "ann: boom", "ann: two", "bob: three"], where);
            chat.Reports.Should().ContainSingle(where).Which.Should().MatchRegex(
                (perClient ? "^per client" : "^for everyone")
                + @", generation 1: .*ContainedFaultStories\.cs:\d+: InvalidOperationException: it went boom$");
            chat.Logged.Should().NotContain(entry => entry.Event == "internal error");
        }
    }

    [Fact]
    public void Work_in_order_that_fails_costs_its_own_message()
    {
        var chat = new FilteredChat(forEveryone: (messages, time) => messages.SelectInOrder(
            async (message, _) =>
            {
                await Observable.Timer(TimeSpan.FromSeconds(3), time);
                await Throw(message);
                return message;
            },
            scheduler: time));
        chat.Ann.Says("boom").Says("mine waits", TimeSpan.FromSeconds(2));
        chat.Bob.Says("innocent", TimeSpan.FromSeconds(2));
        chat.Run(10);

        chat.Heard.Should().Equal("bob: innocent", "ann: mine waits");
        chat.Ann.Texts.Where(text => text.Contains("not said", StringComparison.Ordinal))
            .Should().Equal("* not said: a filter failed");
        chat.Reports.Should().ContainSingle().Which.Should().Contain("it went boom");
    }

    [Fact]
    public void Work_in_order_that_takes_too_long_is_cancelled_and_costs_its_own_message()
    {
        var cancelled = new List<TimeSpan>();
        FilteredChat chat = null!;
        MessageFilter ForEveryone(WhenFailed whenFailed) => (messages, time) => messages.SelectInOrder(
            (message, cancellation) =>
            {
                cancellation.Register(() => cancelled.Add(chat.Chat.Now));
                return message.Text == "slow"
                    ? Observable.Timer(TimeSpan.FromHours(1), time).Select(_ => (ChatMessage?)message)
                        .ToTask(cancellation)
                    : Task.FromResult((ChatMessage?)message);
            },
            timeout: TimeSpan.FromSeconds(2),
            whenFailed: whenFailed,
            scheduler: time);

        chat = new FilteredChat(forEveryone: ForEveryone(WhenFailed.Reject));
        chat.Ann.Says("slow").Says("fast");
        chat.Run(5);
        chat.Heard.Should().Equal("ann: fast");
        chat.Ann.Texts.Should().Contain("* not said: a filter took too long");
        cancelled.Should().Contain(TimeSpan.FromSeconds(3));

        chat.Swap(null, ForEveryone(WhenFailed.Pass));
        chat.Ann.Says("slow").Says("fast");
        chat.Run(5);
        chat.Heard.Should().Equal("ann: fast", "ann: slow", "ann: fast");
    }

    [Fact]
    public void What_waited_in_a_pipeline_that_fails_is_rejected_aloud_one_by_one()
    {
        var chat = new FilteredChat(forEveryone: (messages, time) => messages
            .Delay(TimeSpan.FromSeconds(3), time)
            .Do(message => { if (message.Text == "boom") throw new InvalidOperationException("it went boom"); }));
        chat.Ann.Says("said").Says("boom").Says("mine waits");
        chat.Run(1);
        chat.Bob.Says("innocent");
        chat.Run(3);
        chat.Bob.Says("after");
        chat.Run(5);

        chat.Heard.Should().Equal("ann: said", "bob: after");
        chat.Ann.Texts.Count(text => text == "* not said: a filter failed").Should().Be(2);
        chat.Bob.Texts.Count(text => text == "* not said: a filter failed").Should().Be(1);
    }

    [Fact]
    public void What_waits_longer_than_a_replaced_pipeline_may_is_rejected_aloud_and_what_was_dropped_is_not()
    {
        var chat = new FilteredChat(forEveryone: (messages, time) => messages
            .Where(message => message.Text != "dropped").Delay(TimeSpan.FromMinutes(1), time));
        chat.Ann.Says("late");
        chat.Run(1);
        chat.Swap(null, (messages, _) => messages.Where(message => message.Text != "dropped"));
        chat.Ann.Says("dropped");
        chat.Run(1);
        chat.Swap(null);
        chat.Run(10);

        chat.Ann.Texts.Where(text => text.Contains("not said", StringComparison.Ordinal))
            .Should().Equal("* not said: the filter was replaced meanwhile");
    }

    [Fact]
    public void One_that_lets_no_time_pass_is_ended_and_the_chat_goes_on()
    {
        var chat = new FilteredChat(forEveryone: (messages, time) => messages.Merge(
            Observable.Interval(TimeSpan.Zero, time).Where(_ => false)
                .Select(_ => new ChatMessage("bot", "lobby", "x"))));
        chat.Run(1);
        chat.Swap(null);
        chat.Ann.Says("hello");
        chat.Run(1);

        chat.Heard.Should().Equal("ann: hello");
        chat.Reports.Should().ContainSingle().Which.Should().Contain("lets no time pass");
    }

    [Fact]
    public void Work_that_schedules_ever_more_work_for_now_is_ended()
    {
        var chat = new FilteredChat((messages, time) => messages.Do(message =>
        {
            if (message.Text == "boom") time.Schedule(again => { again(); again(); });
        }));
        chat.Ann.Says("boom");
        chat.Run(1);
        chat.Ann.Says("hello");
        chat.Run(1);

        chat.Heard.Should().Equal("ann: boom", "ann: hello");
        chat.Reports.Should().ContainSingle().Which.Should().Contain("lets no time pass");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("room")]
    [InlineData("null")]
    public void Nothing_instead_of_a_message_is_a_failure(string nothing)
    {
        var chat = new FilteredChat((messages, _) => messages.Select(message => (message.Text, nothing) switch
        {
            (not "boom", _) => message,
            (_, "text") => message with { Text = null! },
            (_, "room") => message with { Room = null! },
            _ => null!,
        }));
        chat.Ann.Says("boom").Says("hello");
        chat.Run(1);

        chat.Heard.Should().Equal("ann: hello");
        chat.Ann.Texts.Should().Contain("* not said: a filter failed");
        chat.Reports.Should().ContainSingle();
        chat.Logged.Should().NotContain(entry => entry.Event == "internal error");
    }

    [Fact]
    public void A_flood_of_what_is_told_is_cut_off()
    {
        var chat = new FilteredChat((messages, _) => messages.Do(message =>
        {
            for (var n = 0; message.Text == "boom" && n < 5000; n++) message.Notify("again");
        }));
        chat.Ann.Says("boom").Says("hello");
        chat.Run(1);

        chat.Heard.Should().Equal("ann: hello");
        chat.Ann.Texts.Count(text => text == "* again").Should().Be(OutputBound.Most);
        chat.Ann.Texts.Should().Contain("* not said: a filter failed");
    }

    private static Action<ChatMessage> AsyncVoid(Func<ChatMessage, Task> work) => async void (m) => await work(m);

    private static Task Throw(ChatMessage message) =>
        message.Text == "boom" ? throw new InvalidOperationException("it went boom") : Task.CompletedTask;
}
