using System.Reactive.Linq;
using System.Reactive.Subjects;
using RxChat.Testing;

namespace RxChat.Client.Tests;

/// <summary>A client and a server in one virtual time, with connections that break.</summary>
public sealed class ClientStories : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat = new();
    private readonly Subject<int> _breaks = new();
    private readonly List<string> _states = [];
    private bool _isDown;

    [Fact]
    public void What_is_said_is_heard_and_answered()
    {
        using var ann = Connect(name: "ann");
        var heard = Record(ann.In("tea"));
        var receipts = new List<Receipt>();
        using var said = ann.Say("tea", "hello").Subscribe(receipts.Add);
        _chat.Run(s_second);
        var bob = _chat.Connect("bob").Says("/name bob").Says("/join tea").Says("hi").Says("/msg ann psst");
        var directs = Record(ann.Directs);
        _chat.Run(s_second);
        bob.Says("/topic green").Says("/react #1 🎉").Says("/edit hi!").Says("/remove");
        _chat.Run(s_second);
        bob.Says("/quit");
        var cid = _chat.Connect("cid", scheme: "json").Says("""{"type":"join","room":"tea"}""")
            .Says("""{"type":"typing","room":"tea"}""");
        ann.TellTyping("tea");
        _chat.Run(s_second);
        cid.Texts.Should().EndWith("""{"type":"typing","room":"tea","name":"ann"}""");
        using var more = ann.Edit("tea", receipts[0].Id!, "hello!").Subscribe(receipts.Add);
        _chat.Run(s_second);

        receipts.Select(receipt => receipt.Seq).Should().Equal(1, 7);
        heard.Select(Short).Should().Equal(
            "Entered ann (1)", "1 ann: hello", "Joined bob", "2 bob: hi", "3 topic green", "4 bob 🎉 of 1",
            "5 edited 2: hi!", "6 removed 2", "Left bob", "Joined guest-3", "Typing guest-3",
            "7 edited 1: hello!");
        directs.Should().Equal(new Direct("bob", "bob", "psst"));
        _states.Should().Equal("connecting", "guest-1", "ann");

        string Short(RoomEvent told) => told switch
        {
            Entered entered => $"Entered {string.Join(' ', entered.Members)} ({entered.Count})",
            Message message => $"{message.Seq} {message.From}: {message.Text}",
            Left left => $"Left {left.Name}",
            Typing typing => $"Typing {typing.Name}",
            Joined joined => $"Joined {joined.Name}",
            TopicSet topic => $"{topic.Seq} topic {topic.Topic}",
            Reacted reacted => $"{reacted.Seq} {reacted.From} {reacted.Emoji} of {NumberOf(reacted.Of)}",
            Edited edited => $"{edited.Seq} edited {NumberOf(edited.Of)}: {edited.Text}",
            Removed removed => $"{removed.Seq} removed {NumberOf(removed.Of)}",
            _ => $"{told}",
        };
        long NumberOf(string id) => heard.OfType<Message>().Single(message => message.Id == id).Seq;
    }

    [Fact]
    public void Over_connections_that_break_everything_is_heard_once_and_said_once()
    {
        var random = new Random(3);
        using var ann = Connect();
        using var bob = Connect();
        var heard = Record(ann.In("tea"));
        using var entered = bob.In("tea").Subscribe();
        var (receipts, errors) = (new List<Receipt>(), new List<Exception>());
        for (var n = 0; n < 2000; n++)
        {
            if (random.Next(20) == 0) _breaks.OnNext(random.Next(2));
            bob.Say("tea", $"{n}").Subscribe(receipts.Add, errors.Add);
            _chat.Run(TimeSpan.FromMilliseconds(random.Next(300)));
        }
        _chat.Run(TimeSpan.FromMinutes(2));

        errors.Should().BeEmpty();
        heard.OfType<RoomEntry>().Select(entry => entry.Seq).Should().Equal(From(1, 2000));
        heard.OfType<Message>().Select(message => message.Text)
            .Should().BeEquivalentTo(From(0, 2000).Select(n => $"{n}"));
        receipts.Select(receipt => receipt.Seq).Should().BeEquivalentTo(From(1, 2000));
        heard.OfType<Missed>().Should().BeEmpty();
        _states.Count(state => state == "lost").Should().BeGreaterThan(50);
    }

    [Fact]
    public void It_waits_longer_each_time_and_never_all_at_once()
    {
        _isDown = true;
        using var ann = Connect();
        var waits = Record(ann.States.Where(state => state.RetryIn is not null).Select(state => state.RetryIn!.Value));
        _chat.Run(TimeSpan.FromMinutes(10));
        waits.Should().HaveCountGreaterThan(20);
        for (var n = 0; n < waits.Count; n++)
            waits[n].Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, n))));
        waits.Should().OnlyHaveUniqueItems();

        _isDown = false;
        _chat.Run(TimeSpan.FromMinutes(1));
        _states.Should().EndWith("guest-1");
    }

    [Fact]
    public void A_silent_server_is_asked_and_given_up()
    {
        // Nothing comes through it any more.
        var isSilent = false;
        using var ann = new ChatClient(
            outgoing => _chat.Link()(outgoing.Where(_ => !isSilent)).Where(_ => !isSilent), Options(), _chat.Scheduler);
        var states = Record(ann.States.Select(state => state.Why));
        _chat.Run(TimeSpan.FromHours(1));
        states.Should().Equal(null, null);
        isSilent = true;
        _chat.Run(TimeSpan.FromMinutes(1));
        states[^1].Should().Be("nothing came from the server for 60 s");
    }

    [Fact]
    public void A_name_that_ones_own_last_connection_has_is_taken_when_that_is_gone()
    {
        var bob = _chat.Connect("bob").Says("/name ann");
        _chat.Run(s_second);
        using var ann = Connect(name: "ann");
        _chat.Run(s_second);
        _states.Should().EndWith("guest-2");
        bob.Ends();
        _chat.Run(10 * s_second);
        _states.Should().EndWith("ann");
    }

    [Fact]
    public void What_the_server_refuses_errs_and_too_much_is_refused_at_once()
    {
        using var ann = Connect();
        var errors = new List<string>();
        using var nowhere = ann.Say("nowhere", "x").Subscribe(_ => { }, Add);
        _chat.Run(s_second);
        _isDown = true;
        _breaks.OnNext(0);
        for (var n = 0; n <= 5; n++) ann.Say("tea", $"{n}").Subscribe(_ => { }, Add);
        ann.Say("@bob", "psst").Subscribe(_ => { }, Add);
        _chat.Run(s_second);
        ann.Dispose();
        _chat.Run(s_second);
        ann.Say("tea", "x").Subscribe(_ => { }, Add);
        var completed = false;
        using var gone = ann.In("tea").Subscribe(_ => { }, () => completed = true);
        _chat.Run(s_second);

        completed.Should().BeTrue();
        errors.Should().Equal(
            "not_said", "too_many_unanswered", "too_many_unanswered", "ObjectDisposedException",
            "ObjectDisposedException", "ObjectDisposedException", "ObjectDisposedException", "ObjectDisposedException",
            "ObjectDisposedException");

        void Add(Exception error) =>
            errors.Add(error is RefusedException refused ? refused.Code : error.GetType().Name);
    }

    [Fact]
    public void Who_stops_listening_leaves_and_who_comes_later_is_told_where_it_is()
    {
        using var ann = Connect();
        var bob = _chat.Connect("bob").Says("/join tea");
        var first = new List<RoomEvent>();
        var listening = ann.In("tea").Subscribe(first.Add);
        _chat.Run(s_second);
        var second = new List<RoomEvent>();
        var also = ann.In("TEA").Subscribe(second.Add);
        _chat.Run(s_second);
        second.Should().Equal(first);
        listening.Dispose();
        _chat.Run(s_second);
        bob.Texts.Should().EndWith("* guest-1 joined");
        also.Dispose();
        _chat.Run(s_second);
        bob.Texts.Should().EndWith("* guest-1 left");
    }

    [Fact]
    public void Who_types_does_so_until_they_say_it_go_or_are_silent_for_six_seconds()
    {
        using var ann = Connect(name: "ann");
        var heard = new List<(double At, string Told)>();
        using var hearing = ann.In("tea").OfType<Typing>().Subscribe(typing => heard.Add(
            (_chat.Now.TotalSeconds, $"{typing.Name} {!typing.HasEnded}")));
        var bob = _chat.Connect("bob", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        _chat.Run(s_second);
        const string types = """{"type":"typing","room":"tea"}""", says = """{"type":"say","room":"tea","text":"x"}""";
        bob.Says(types, at: 2 * s_second).Says(types, at: 5 * s_second)
            .Says(types, at: 20 * s_second).Says(says, at: 21 * s_second)
            .Says(types, at: 30 * s_second).Says("""{"type":"quit"}""", at: 31 * s_second);
        _chat.Run(60 * s_second);
        heard.Should().Equal((2, "guest-2 True"), (5, "guest-2 True"), (11, "guest-2 False"), (20, "guest-2 True"),
            (21, "guest-2 False"), (30, "guest-2 True"), (31, "guest-2 False"));
    }

    public void Dispose() => _breaks.Dispose();

    private ChatClient Connect(string? name = null)
    {
        var number = _clients++;
        var client = new ChatClient(
            outgoing => _isDown
                ? Observable.Throw<string>(new IOException("connection refused"))
                : _chat.Link()(outgoing).TakeUntil(_breaks.Where(broken => broken == number)),
            Options() with { Name = name }, _chat.Scheduler);
        client.States.Subscribe(state => _states.Add(
            state.IsConnected ? state.Name! : state.Why is null ? "connecting" : "lost"));
        return client;
    }

    // Each client of a seed of its own: keys are to differ.
    private ChatClientOptions Options() => new() { Seed = ++_seed, MostUnanswered = 5 + (_seed > 1 ? 995 : 0) };

    private int _seed;
    private int _clients;

    private static List<T> Record<T>(IObservable<T> source)
    {
        var all = new List<T>();
        source.Subscribe(all.Add);
        return all;
    }

    private static IEnumerable<long> From(long first, int count) =>
        Enumerable.Range(0, count).Select(n => first + n);
}
