using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using CsCheck;

namespace RxChat.Tests.Filters.Operators;

public class SelectInOrderTests
{
    [Fact]
    public void The_slow_hold_up_only_their_own_sender()
    {
        var stage = new DrawnFilter(('x', "5"), ('y', "1"), ('B', "2"), ('C', "0"));
        var said = stage.Said("xy-B-C|");

        // Each takes as many seconds as it says.
        stage.Heard(said.SelectInOrder(Takes(stage), scheduler: stage.Time)).Should().Be("-----(xBC)(y|)", stage.Text);

        said.Should().HaveSubscriptions("^-----!");
    }

    [Fact]
    public void What_comes_to_nothing_is_dropped()
    {
        var stage = new DrawnFilter();
        stage.Heard(
            (messages, time) => messages.SelectInOrder(
                (message, _) => Task.FromResult(message.Text == "b" ? null : message), scheduler: time),
            "abc|")
            .Should().Be("a-c|");
    }

    [Fact]
    public void What_waits_is_bounded_and_the_rest_is_told()
    {
        var stage = new DrawnFilter(('x', "3"), ('y', "1"), ('z', "1"));
        stage.Heard((messages, time) => messages.SelectInOrder(Takes(stage), waiting: 2, time), "xyz|")
            .Should().Be("---x(y|)", stage.Text);
        stage.Told.Should().Equal("alice: too much waits, try later");
    }

    [Fact]
    public void What_the_work_throws_costs_its_own_message()
    {
        var stage = new DrawnFilter();
        stage.Heard(
            (messages, time) => messages.SelectInOrder(
                (message, _) => message.Text == "b"
                    ? throw new HttpRequestException("classifier is down")
                    : Task.FromResult((ChatMessage?)message),
                scheduler: time),
            "abAc|")
            .Should().Be("a-Ac|");
        stage.Told.Should().Equal("alice: not said: a filter failed");
        stage.Reported.Should().Equal("classifier is down");
    }

    [Theory]
    [InlineData(WhenFailed.Reject, "----A(c|)", "alice: not said: a filter took too long")]
    [InlineData(WhenFailed.Pass, "----A(bc|)")]
    public void Work_that_takes_too_long_is_cancelled_and_its_message_rejected_or_passed(
        WhenFailed whenFailed, string passed, params string[] told)
    {
        var (stage, cancelled) = (new DrawnFilter(), 0L);
        stage.Heard(
            (messages, time) => messages.SelectInOrder(
                (message, cancellation) =>
                {
                    cancellation.Register(() => cancelled = stage.Clock.Now.Second);
                    return message.Text == "b"
                        ? new TaskCompletionSource<ChatMessage?>().Task
                        : Task.FromResult((ChatMessage?)message);
                },
                TimeSpan.FromSeconds(5),
                whenFailed,
                scheduler: time),
            "b-c-A|")
            .Should().Be(passed);
        stage.Told.Should().Equal(told);
        cancelled.Should().Be(5);
    }

    [Fact]
    public void What_is_under_way_is_cancelled_when_nobody_listens_any_more()
    {
        var (stage, cancelled) = (new DrawnFilter(), false);
        var said = stage.Said("a----|");
        stage.Heard(
            said.SelectInOrder(
                (_, cancellation) =>
                {
                    cancellation.Register(() => cancelled = true);
                    return new TaskCompletionSource<ChatMessage?>().Task;
                },
                scheduler: stage.Time),
            "^-!").Should().Be("-");
        said.Should().HaveSubscriptions("^-!");
        cancelled.Should().BeTrue();
    }

    [Fact]
    public void Each_senders_order_stays_and_nothing_is_lost() =>
        Gen.Select(Gen.Int[0, 60], Gen.Long[1, 3], Gen.Int[0, 200]).List[0, 100].Sample(steps =>
        {
            var said = Played.Of(steps.Select(step => (step.Item1, step.Item2)));
            var takes = said.Zip(steps, (message, step) => (message.Text, step.Item3)).ToDictionary();
            var passed = Played.Through(said, (messages, time) => messages.SelectInOrder(
                (message, _) => Observable.Timer(TimeSpan.FromMilliseconds(takes[message.Text]), time)
                    .Select(_ => (ChatMessage?)message).ToTask(),
                scheduler: time));

            for (var sender = 1; sender <= 3; sender++)
                passed.Where(message => message.ClientId == sender)
                    .Should().Equal(said.Where(message => message.ClientId == sender));
        });

    [Fact]
    public async Task Work_that_ends_on_other_threads_loses_and_reorders_nothing()
    {
        using var said = new Subject<ChatMessage>();
        var passed = said.SelectInOrder((message, _) => Task.Run(() => (ChatMessage?)message), waiting: 100_000)
            .ToList().ToTask(TestContext.Current.CancellationToken);
        var sent = Enumerable.Range(0, 20_000).Select(n => Spoken.By(1 + n % 7, $"{n}", VirtualChat.Start)).ToList();

        sent.ForEach(said.OnNext);
        said.OnCompleted();

        foreach (var sender in (await passed).GroupBy(message => message.ClientId))
            sender.Should().Equal(sent.Where(message => message.ClientId == sender.Key));
        (await passed).Should().HaveCount(20_000);
    }

    [Fact]
    public void In_a_chat_others_go_on_and_what_is_dropped_may_be_told()
    {
        MessageFilter slowly = (messages, time) => messages.SelectInOrder(
            async (message, _) =>
            {
                if (message.Text != "slow") return message;
                await Observable.Timer(TimeSpan.FromSeconds(2), time).ToTask();
                message.Reject("the classifier says no");
                return null;
            },
            scheduler: time);
        var chat = new VirtualChat(new ChatServerOptions { FilterForEveryone = slowly });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("slow", at: TimeSpan.FromSeconds(1)).Says("after", at: TimeSpan.FromSeconds(1));
        bob.Says("meanwhile", at: TimeSpan.FromSeconds(2));
        chat.Run(TimeSpan.FromSeconds(10));
        alice.Texts.Should().EndWith(["guest-2: meanwhile", "* the classifier says no", "guest-1: after"]);
    }

    private static Func<ChatMessage, CancellationToken, Task<ChatMessage?>> Takes(DrawnFilter stage) => (message, _) =>
        Observable.Timer(TimeSpan.FromSeconds(message.Text[0] - '0'), stage.Time).Select(_ => (ChatMessage?)message)
            .ToTask();
}
