using System.Net;
using System.Text;
using RxChat.Tests.Protocols;
using static RxChat.Tests.Protocols.WebSocketBytes;

namespace RxChat.Tests.Stories;

/// <summary>A page speaks as a program does, in messages instead of lines.</summary>
public class WebSocketStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat = new(new ChatServerOptions { MaxFrame = 1000 });

    [Fact]
    public void It_hears_what_programs_hear_object_by_object()
    {
        var page = Open("page");
        var program = _chat.Connect("program", scheme: "json");
        foreach (var said in new[] { """{"type":"join","room":"tea"}""", """{"type":"name","name":"NAME"}""" })
        {
            page.Sends(Text(said.Replace("NAME", "page", StringComparison.Ordinal)));
            program.Says(said.Replace("NAME", "program", StringComparison.Ordinal));
        }
        _chat.Run(s_second);
        page.Sends(Text("""{"type":"say","room":"tea","text":"from the page","ref":"1"}"""));
        _chat.Run(s_second);
        program.Says($$"""{"type":"say","room":"tea","text":"{{new string('x', 300)}}"}""");
        _chat.Run(s_second);

        var heard = JsonFrames.Heard(Frames(page)).Select(frame => frame.GetProperty("type").GetString()).ToArray();
        heard.Should().Equal("welcome", "joined", "renamed", "renamed", "message", "ok", "message");
        Frames(page).Where(frame => frame.Contains("\"message\"", StringComparison.Ordinal))
            .Should().Equal(program.Texts.Where(text => text.Contains("\"message\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Pieces_and_pings_between_them_are_one_message()
    {
        var page = Open("page");
        var say = Encoding.UTF8.GetBytes("""{"type":"ping","ref":"é"}""");
        page.Dribbles(
        [
            .. Frame(0x01, say[..21]), .. Frame(0x89, [7]), .. Frame(0x00, say[21..23]), .. Frame(0x80, say[23..]),
        ]);
        _chat.Run(s_second);

        Frames(page).Skip(1).Should().Equal(
            "pong 07", """{"type":"pong","ref":"é"}""", """{"type":"ok","ref":"é"}""");
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(3456)]
    public void Who_closes_is_answered_with_the_same_code(int code)
    {
        var page = Open("page").Sends(Text("""{"type":"join","room":"tea"}""")).Sends(Close(code, "bye"));
        _chat.Run(s_second);

        Frames(page)[^1].Should().Be($"close {code}");
        page.Peer.EndedAt.Should().NotBeNull();
    }

    [Fact]
    public void Whoever_has_to_go_is_told_why_and_closed_with_a_code()
    {
        byte[] spaces = [.. Enumerable.Repeat((byte)' ', 600)];
        (byte[] Says, string Code, int Close)[] faults =
        [
            (Frame(0x81, [0x7B, 0xC3, 0x28]), "invalid_utf8", 1007),
            (Frame(0x81, new byte[1001]), "frame_too_long", 1009),
            ([.. Frame(0x01, spaces), .. Frame(0x80, spaces)], "frame_too_long", 1009),
            (Frame(0x82, [1]), "malformed", 1003),
            (Frame(0x81, [1], mask: null), "malformed", 1002),
            (Encoding.ASCII.GetBytes(Upgrade()), "malformed", 1002),
        ];
        var other = Open("other").Sends(Text("""{"type":"ping"}"""));
        foreach (var (says, code, close) in faults)
        {
            var page = Open("page").Sends(says);
            _chat.Run(s_second);

            Frames(page)[^2].Should().Contain($"\"code\":\"{code}\"");
            Frames(page)[^1].Should().Be($"close {close}");
        }
        Frames(other).Skip(1).Should().Equal("""{"type":"pong"}""");
    }

    [Fact]
    public void What_is_malformed_within_a_message_costs_that_message()
    {
        var page = Open("page").Sends(Text("hello")).Sends(Text("""{"type":"ping"}"""));
        _chat.Run(s_second);

        Frames(page)[1].Should().Contain("\"malformed\"");
        Frames(page)[2].Should().Be("""{"type":"pong"}""");
    }

    [Fact]
    public void Who_quits_is_closed_as_usual_and_a_stop_is_a_going_away()
    {
        var (page, other) = (Open("page").Sends(Text("""{"type":"quit"}""")), Open("other"));
        _chat.Run(s_second);
        var stopped = _chat.Server.StopAsync();
        _chat.Run(s_second);
        other.Sends(Close(1001)).Ends();
        _chat.Run(TimeSpan.FromSeconds(10));

        Frames(page)[^1].Should().Be("close 1000");
        Frames(other)[^2..].Should().Equal("""{"type":"stopping"}""", "close 1001");
        stopped.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public void Signs_of_life_are_asked_for_and_who_gives_none_is_gone()
    {
        var (page, silent, program) = (Open("page"), Open("silent"), _chat.Connect("program", scheme: "json"));
        foreach (var n in Enumerable.Range(1, 4))
            page.Sends(Frame(0x8A, []), at: TimeSpan.FromSeconds(30 * n) + s_second);
        _chat.Run(TimeSpan.FromSeconds(121));

        Frames(page).Skip(1).Should().Equal("ping", "ping", "ping", "ping");
        Frames(silent).Skip(1).Should().HaveCount(4).And.ContainInOrder("ping", "ping", "close 1008");
        silent.Peer.EndedAt.Should().BeOnOrAfter(VirtualChat.Start + TimeSpan.FromSeconds(75))
            .And.BeOnOrBefore(VirtualChat.Start + TimeSpan.FromSeconds(77));
        program.Texts.Should().ContainSingle("a program is asked nothing");
    }

    [Fact]
    public void Who_has_not_said_yet_what_it_is_holds_up_no_stop()
    {
        var halfOpen = _chat.Connect("half open", scheme: "http");
        _chat.Run(s_second);
        var stopped = _chat.Server.StopAsync();
        _chat.Run(TimeSpan.FromSeconds(2));

        stopped.IsCompleted.Should().BeTrue();
        halfOpen.Peer.WasReset.Should().BeFalse();
    }

    [Fact]
    public void Pings_of_who_does_not_read_are_kept_nowhere()
    {
        var page = _chat.Connect("page", scheme: "http", window: 100);
        _chat.Run(TimeSpan.Zero);
        page.Sends(Encoding.ASCII.GetBytes(Upgrade()));
        _chat.Run(TimeSpan.Zero);
        page.Freezes();
        for (var n = 0; n < 1000; n++) page.Sends(Frame(0x89, [1]));
        _chat.Run(s_second);

        _chat.Server.SenderOf(1)!.Waiting.Should().BeLessThan(200);
    }

    [Fact]
    public void Who_reads_slowly_but_reads_has_not_come_to_the_question_yet()
    {
        var page = _chat.Connect("page", scheme: "http", window: 1000);
        _chat.Run(TimeSpan.Zero);
        page.Sends(Encoding.ASCII.GetBytes(Upgrade())).Sends(Text("""{"type":"join","room":"tea"}"""));
        _chat.Run(TimeSpan.Zero);
        page.Freezes();
        var talker = _chat.Connect("talker", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        var text = new string('x', 900);
        for (var n = 0; n < 200; n++) talker.Says($$"""{"type":"say","room":"tea","text":"{{text}}"}""");
        for (var second = 1; second < 150; second++) page.Reads(1000, at: TimeSpan.FromSeconds(second));
        _chat.Run(TimeSpan.FromSeconds(140));

        page.ClosedAt.Should().BeNull();
    }

    [Fact]
    public void What_is_no_opening_is_answered_and_costs_nobody_else()
    {
        var page = Open("page");
        string[] openings =
            ["GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", Upgrade() + "x", Upgrade("evil.example"), "hello\n"];
        var clients = openings.Select(opening =>
            _chat.Connect("other", scheme: "http").Sends(Encoding.ASCII.GetBytes(opening))).ToArray();
        var late = _chat.Connect("late", scheme: "http");
        var gone = _chat.Connect("gone", scheme: "http").Ends();
        var broken = _chat.Connect("broken", scheme: "http").Resets();
        _chat.Run(TimeSpan.FromSeconds(15));
        page.Sends(Text("""{"type":"ping"}"""));
        _chat.Run(s_second);

        foreach (var client in clients)
        {
            Encoding.UTF8.GetString([.. client.Peer.Received.SelectMany(piece => piece.Value)])
                .Should().StartWith("HTTP/1.1 ").And.Contain("\r\nConnection: close\r\n");
        }
        clients.Append(late).Append(gone).Append(broken).Should().OnlyContain(client => client.ClosedAt != null);
        late.Peer.Received.Should().BeEmpty();
        Frames(page).Skip(1).Should().Equal("""{"type":"pong"}""");
        _chat.Server.Kept.Connections.Should().Be(1);
        _chat.Server.Kept.Clients.Should().Be(1);
    }

    [Fact]
    public void Who_is_one_too_many_is_told_so_in_HTTP()
    {
        var chat = new VirtualChat(new ChatServerOptions { MaxConnectionsPerAddress = 2 });
        var from = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 1);
        foreach (var name in new[] { "a", "b" }) chat.Connect(name, scheme: "http", address: from);
        var third = chat.Connect("third", scheme: "http", address: from);
        chat.Run(s_second);

        Encoding.UTF8.GetString([.. third.Peer.Received.SelectMany(piece => piece.Value)])
            .Should().StartWith("HTTP/1.1 503 Service Unavailable\r\n").And.Contain("192.0.2.7");
    }

    private VirtualClient Open(string name)
    {
        var client = _chat.Connect(name, scheme: "http");
        _chat.Run(TimeSpan.Zero);
        client.Sends(Encoding.ASCII.GetBytes(Upgrade()));
        _chat.Run(TimeSpan.Zero);
        return client;
    }

    private static List<string> Frames(VirtualClient client)
    {
        byte[] bytes = [.. client.Peer.Received.SelectMany(piece => piece.Value)];
        var head = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        Encoding.ASCII.GetString(bytes.AsSpan(0, head)).Should().StartWith("HTTP/1.1 101");
        return Heard(bytes.AsSpan(head + 4));
    }
}
