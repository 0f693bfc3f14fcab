using System.Text;

namespace RxChat.Tests.Protocols;

/// <summary>What people type, as commands.</summary>
public class TextDecodingTests
{
    private static readonly Person s_alice = new(7, "alice");

    private readonly Conversation _inTea = Begin("tea");

    [Fact]
    public void Frames_are_commands()
    {
        (string Frame, Command? Command)[] table =
        [
            ("hello", Said("hello")), ("//etc", Said("/etc")), (" /name x", Said(" /name x")),
            ("a\r\nb\u0007", Said("a\nb\uFFFD")), ("", null),
            ("/name bob", new TakeName(7, "bob")), ("/NaMe  bob ", new TakeName(7, "bob")),
            ("/name a b", new TakeName(7, "a b")),
            ("/join milk", new JoinRoom(7, "milk")), ("/leave", new LeaveRoom(7, "tea")),
            ("/leave milk", new LeaveRoom(7, "milk")),
            ("/who", new ListMembers(7, "tea")), ("/who milk", new ListMembers(7, "milk")),
            ("/rooms", new ListRooms(7)),
            ("/msg bob a b  c", new Whisper(7, "bob", "a b  c")), ("/help", new Help(7, [])), ("/motd", new AskMotd(7)),
            ("/quit", new Disconnect(7)),
            ("/name", Usage("/name NAME")), ("/join", Usage("/join ROOM")), ("/msg bob", Usage("/msg NAME text")),
            ("/msg", Usage("/msg NAME text")),
            ("/Shrug  hm hm", new SlashCommand(Said("hm hm"), "Shrug")), ("/", new SlashCommand(Said(""), "")),
        ];
        foreach (var (frame, command) in table) Decode(_inTea, frame).Should().Be(command, "of {0}", frame);
    }

    [Fact]
    public void Without_a_room_what_needs_one_is_refused_and_a_text_is_said_nowhere()
    {
        var nowhere = TextProtocol.Line.Begin(s_alice);
        foreach (var frame in new[] { "/who", "/leave" })
            Decode(nowhere, frame).Should().Be(new Refuse(7, new NoRoom()));
        Decode(nowhere, "hello").Should().Be(new ChatMessage(s_alice, "alice", "", "hello", default));
    }

    [Fact]
    public void What_the_client_was_told_is_what_the_next_frame_means()
    {
        Hear(new Joined(s_alice, "milk", 1));
        Room().Should().Be("milk");
        Hear(new MemberList("tea", [s_alice], 1, new Position("", 0)));
        Room().Should().Be("tea");
        Hear(new MemberList("milk", [s_alice], 1));
        Room().Should().Be("tea");
        Hear(new Left(s_alice, "tea", 0));
        Room().Should().Be("milk");
        Hear(new Renamed(s_alice, s_alice with { Name = "bob" }));
        (Decode(_inTea, "x") as ChatMessage)!.From.Should().Be("bob");
        Hear(new Left(s_alice, "milk", 0));
        Room().Should().Be("");

        void Hear(EventBody body) => _inTea.Hears(new ChatEvent(body, Audience.One(7)));
        string Room() => ((ChatMessage)Decode(_inTea, "x")!).Room;
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP")]
    [InlineData("POST /room HTTP/1.1", "HTTP")]
    [InlineData("OPTIONS * HTTP/2", "HTTP")]
    [InlineData("post / HTTP/1.1", "HTTP")]
    [InlineData("M-SEARCH * HTTP/1.1", "HTTP")]
    [InlineData("CONNECT example.org:443 HTTP/1.1", "HTTP")]
    [InlineData("GET http://example.org/ HTTP/1.0", "HTTP")]
    [InlineData("\u0016\u0003\u0001\u0002", "TLS")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2", "the PROXY protocol")]
    [InlineData("\r\n\r\n", "the PROXY protocol")]
    [InlineData("\0", "the PROXY protocol")]
    public void What_another_protocol_says_first_is_not_said(string frame, string protocol)
    {
        var decode = () => Decode(Begin("tea"), frame);
        decode.Should().Throw<RefusedException>().Which.Refusal.Should().Be(new ForeignSpeech(protocol));
        Decode(_inTea, "hello");
        Decode(_inTea, frame).Should().NotBeNull("it is a text to who has spoken before");
    }

    [Theory]
    [InlineData("GET up")]
    [InlineData("get / http/1.1")]
    [InlineData("I like HTTP/1.1 best")]
    [InlineData("I like HTTP/1.1")]
    [InlineData("I speak HTTP/2")]
    [InlineData("hi bob: HTTP/2")]
    [InlineData("PROXYs are fine")]
    [InlineData("HTTP/1.1 200 OK")]
    public void What_looks_alike_is_a_text(string frame) =>
        Decode(Begin("tea"), frame).Should().BeOfType<ChatMessage>();

    private static Conversation Begin(string room)
    {
        var conversation = TextProtocol.Line.Begin(s_alice);
        conversation.Hears(new ChatEvent(new Joined(s_alice, room, 1), Audience.One(7)));
        return conversation;
    }

    private static Command? Decode(Conversation conversation, string frame) =>
        conversation.Decode(Encoding.UTF8.GetBytes(frame), default);

    private static ChatMessage Said(string text) => new(s_alice, "alice", "tea", text, default);

    private static Refuse Usage(string usage) => new(7, new WrongUsage(usage));
}
