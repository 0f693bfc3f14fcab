using System.Reactive.Linq;

namespace RxChat.Tests.Stories;

/// <summary>What became of a message can be asked afterwards, whatever that was.</summary>
public class TraceStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task One_that_arrives_is_followed_from_its_frame_to_its_clients()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, time) => messages.Delay(s_second, time),
            FilterForEveryone = (messages, _) =>
                messages.Select(one => one with { Text = one.Text.ToUpperInvariant() }),
        });
        chat.Connect("bob", scheme: "json").Says("""{"type":"join","room":"lobby"}""");
        chat.Connect("alice").Says("/name alice").Says("hello");
        chat.Run(3 * s_second);
        var trace = (await chat.Server.TraceAsync("alice")).Single();

        trace.Steps.Select(step => (step.After, step.Stage, step.What)).Should().Equal(
            (0, "heard", "from alice by connection 2, line"),
            (0, "filter", "per client, generation 1: let in"),
            (1000, "filter", "per client, generation 1: passed"),
            (1000, "filter", "for everyone, generation 1: let in"),
            (1000, "filter", "for everyone, generation 1: passed as HELLO"),
            (1000, "chat", "said as number 1"),
            (1000, "encoded", trace.Steps[6].What), (1000, "encoded", trace.Steps[7].What));
        trace.Steps.Skip(6).Select(step => step.What).Should().OnlyContain(what => what.EndsWith("for 1 client"));
        trace.Should().BeEquivalentTo(new { From = "alice", Connection = 2, Room = "lobby", Text = "hello", Seq = 1 });
        trace.Present.Should().BeEquivalentTo("guest-1 (1)", "alice (2)");
        foreach (var name in new[] { trace.Id!, "lobby/1", "LOBBY/1" })
            (await chat.Server.TraceAsync(name)).Single().Should().BeEquivalentTo(trace);
    }

    [Fact]
    public async Task One_that_a_filter_keeps_says_which_and_why()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, _) => messages.Reject(one => one.Text == "bad", "not here"),
            FilterForEveryone = (messages, _) => messages.Where(one => one.Text != "lost"),
        });
        var alice = chat.Connect("alice", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        alice.Says("""{"type":"say","room":"tea","text":"bad","ref":"r1"}""");
        alice.Says("""{"type":"say","room":"tea","text":"lost","key":"k2"}""");
        chat.Run(s_second);

        (await WhatOf("r1")).Should().Equal("from guest-1 by connection 1, json", "per client, generation 1: let in",
            "per client, generation 1: rejected: not here");
        (await WhatOf("k2")).Should().Equal("from guest-1 by connection 1, json", "per client, generation 1: let in",
            "per client, generation 1: passed", "for everyone, generation 1: let in");

        async Task<IEnumerable<string>> WhatOf(string name) =>
            (await chat.Server.TraceAsync(name)).Single().Steps.Select(step => step.What);
    }

    [Fact]
    public async Task One_of_who_may_not_speak_says_so()
    {
        var chat = AccountChat.New();
        chat.Connect("root", voucher: new Voucher("root", IsOperator: true)).Says("/join tea")
            .Says("/mute mallory", s_second);
        chat.Connect("mallory").Says("/name mallory").Says("/join tea").Says("I say", 2 * s_second);
        chat.Run(3 * s_second);

        (await chat.Server.TraceAsync("mallory")).Single().Steps.Select(step => step.What).Should().EndWith(
            "refused: not said: you are muted in tea");
    }

    [Theory]
    [InlineData(Overflow.Disconnect, false,
        "connection 1 was too far behind: what waited was dropped, and it was disconnected")]
    [InlineData(Overflow.DropOldest, false, "connection 1 was too far behind: some of what waited was left out, "
        + "and it was told of how many messages")]
    [InlineData(Overflow.Disconnect, true, "connection 1 has taken it")]
    public async Task One_that_waits_for_somebody_says_what_became_of_that(Overflow overflow, bool thaws, string end)
    {
        var chat = new VirtualChat(new ChatServerOptions { MaxFrame = 1000, Backlog = 3000, Overflow = overflow });
        var bob = chat.Connect("bob", window: 500);
        chat.Run(s_second);
        bob.Freezes();
        var alice = chat.Connect("alice").Says("/name alice");
        for (var n = 0; n < 2; n++) alice.Says(new string('a', 600), 2 * s_second);
        if (thaws) bob.Thaws(3 * s_second);
        else for (var n = 0; n < 10; n++) alice.Says(new string('b', 600), 4 * s_second);
        chat.Run(10 * s_second);

        var last = (await chat.Server.TraceAsync("lobby/2")).Single().Steps.Select(step => step.What).ToArray();
        last.Should().Contain(what => what.StartsWith("connection 1 is blocked: "));
        last[^1].Should().Be(end);
    }

    [Fact]
    public async Task It_keeps_neither_a_message_nor_a_long_text_nor_what_it_came_through()
    {
        var (chat, seen) = Said(messages: 20);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // An encoding remembers what it has written last.
        seen.Count(message => message.IsAlive).Should().BeLessThan(3);
        (await chat.Server.TraceAsync("alice", most: 20)).Should().HaveCount(20)
            .And.OnlyContain(trace => trace.Text.Length == 200);
    }

    private static (VirtualChat Chat, List<WeakReference> Seen) Said(int messages)
    {
        var seen = new List<WeakReference>();
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (said, _) => said.Do(message => seen.Add(new WeakReference(message))),
        });
        var alice = chat.Connect("alice").Says("/name alice");
        for (var n = 0; n < messages; n++) alice.Says(new string('a', 5000));
        chat.Run(s_second);
        return (chat, seen);
    }

    [Fact]
    public async Task The_last_ones_are_kept_and_none_where_none_is_wanted()
    {
        var chat = new VirtualChat(new ChatServerOptions { Traces = 3 });
        var alice = chat.Connect("alice").Says("/name alice");
        for (var n = 1; n <= 5; n++) alice.Says($"text {n}");
        chat.Run(s_second);
        var kept = await chat.Server.TraceAsync("alice");
        await chat.Server.ReconfigureAsync(new ChatServerOptions { Traces = 0 });
        alice.Says("text 6");
        chat.Run(s_second);

        kept.Select(one => one.Text).Should().Equal("text 5", "text 4", "text 3");
        (await chat.Server.TraceAsync("alice")).Select(one => one.Text).Should().NotContain("text 6");
    }
}
