using System.Text.RegularExpressions;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Stories;

/// <summary>Programs speak JSON, one object a line; every command that has a name is answered once.</summary>
public partial class JsonStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_conversation()
    {
        var chat = new VirtualChat();
        var ann = chat.Connect("ann", scheme: "json");
        var bob = chat.Connect("bob");
        ann.Says("""{"type":"join","room":"lobby","ref":"1"}""")
            .Says("""{"type":"name","name":"ann","ref":"2"}""")
            .Says("""{"type":"say","room":"lobby","text":"\"hé\"\n<b>","ref":"3","key":"k1"}""");
        bob.Says("hello", at: s_second).Says("/msg ann psst", at: s_second);
        ann.Says("""{"type":"say","room":"@guest-2","text":"yes?"}""", at: 2 * s_second)
            .Says("""{"type":"who","room":"lobby","ref":"4"}""", at: 2 * s_second)
            .Says("""{"type":"ping","ref":"5"}""", at: 2 * s_second)
            .Says("""{"type":"leave","room":"lobby","ref":"6"}""", at: 2 * s_second)
            .Says("""{"type":"quit"}""", at: 2 * s_second);
        chat.Run(3 * s_second);

        JsonFrames.Heard(ann.Texts).Should().HaveCount(16);
        ann.Texts.Select(WithoutIds).Should().Equal(
            """{"type":"welcome","name":"guest-1"}""",
            """{"type":"joined","room":"lobby","members":["guest-1","guest-2"],"count":2,"""
            + $$""" "epoch":"{{chat.Server.Epoch}}","seq":0,"ref":"1"}"""[1..],
            """{"type":"ok","ref":"1"}""",
            """{"type":"renamed","from":"guest-1","to":"ann"}""",
            """{"type":"ok","ref":"2"}""",
            """{"type":"message","room":"lobby","seq":1,"id":#,"from":"ann","""
            + """ "text":"\"hé\"\n<b>","at":#0,"key":"k1"}"""[1..],
            """{"type":"ok","seq":1,"id":#,"ref":"3"}""",
            """{"type":"message","room":"lobby","seq":2,"id":#,"from":"guest-2","text":"hello","at":#1}""",
            """{"type":"message","room":"@guest-2","from":"guest-2","text":"psst"}""",
            """{"type":"message","room":"@guest-2","from":"ann","text":"yes?"}""",
            """{"type":"who","room":"lobby","members":["guest-2","ann"],"count":2,"ref":"4"}""",
            """{"type":"ok","ref":"4"}""",
            """{"type":"pong","ref":"5"}""",
            """{"type":"ok","ref":"5"}""",
            """{"type":"left","room":"lobby","name":"ann"}""",
            """{"type":"ok","ref":"6"}""");
        bob.Texts.Should().ContainInOrder(
            "* guest-1 joined", "* guest-1 is now ann", "ann: \"hé\" <b>", "guest-2: hello", "you -> ann: psst",
            "ann -> you: yes?", "* ann left");
    }

    [Fact]
    public void Who_types_is_told_to_the_others_alone_and_not_in_a_crowd()
    {
        var chat = new VirtualChat();
        var ann = chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"lobby"}""");
        var bob = chat.Connect("bob", scheme: "json").Says("""{"type":"join","room":"lobby"}""");
        var cid = chat.Connect("cid");
        chat.Run(s_second);
        ann.Says("""{"type":"typing","room":"lobby","ref":"1"}""").Says("""{"type":"typing","room":"tea","ref":"2"}""");
        chat.Run(s_second);
        for (var n = 0; n < 50; n++) chat.Connect($"more {n}");
        chat.Run(s_second);
        ann.Says("""{"type":"typing","room":"lobby","ref":"3"}""");
        chat.Run(s_second);

        const string typing = """{"type":"typing","room":"lobby","name":"guest-1"}""";
        bob.Texts.Where(text => text == typing).Should().ContainSingle();
        ann.Texts.Should().NotContain(typing).And.ContainInOrder(
            """{"type":"ok","ref":"1"}""",
            """{"type":"error","code":"not_member","room":"tea","message":"you are not in tea","ref":"2"}""",
            """{"type":"ok","ref":"3"}""");
        cid.Texts.Should().NotContain(text => text.Contains("typ"));
    }

    [Theory]
    [InlineData("nonsense", "malformed", "this is no JSON object: byte 1")]
    [InlineData("null", "malformed", "a frame is one JSON object")]
    [InlineData("[]", "malformed", "this is no JSON object: byte 1")]
    [InlineData("""{"type":"say","room":"lobby","text":7}""", "malformed", "$.text is not of its type")]
    [InlineData("""{"room":"lobby"}""", "malformed", "an object needs a type")]
    [InlineData("""{"type":"dance"}""", "unknown_command", "unknown command /dance, try /help")]
    [InlineData("""{"type":"say","room":"lobby"}""", "wrong_usage",
        """usage: {\"type\":\"say\",\"room\":\"R\",\"text\":\"T\"}""")]
    [InlineData("""{"type":"say","room":"tea","text":"x"}""", "not_said", "not said: you left tea")]
    [InlineData("""{"type":"join","room":"a b"}""", "invalid_name", "a room has letters")]
    [InlineData("""{"type":"history","room":"lobby","limit":0}""", "wrong_usage", "usage: ")]
    [InlineData("""{"type":"history","room":"lobby"}""", "not_member", "you are not in lobby")]
    public void What_is_wrong_is_an_error_and_costs_nothing_else(string frame, string code, string message)
    {
        var chat = new VirtualChat();
        var ann = chat.Connect("ann", scheme: "json");
        ann.Says(frame).Says("""{"type":"ping"}""");
        chat.Run(s_second);

        ann.Texts.Skip(1).First().Should().StartWith($$"""{"type":"error","code":"{{code}}",""")
            .And.Contain($"\"message\":\"{message}");
        ann.Texts.Should().EndWith("""{"type":"pong"}""");
        JsonFrames.Heard(ann.Texts).Should().HaveCount(3);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1", "foreign_speech")]
    [InlineData("{\"type\":\"\xff\"}", "invalid_utf8")]
    public void What_cannot_be_JSON_ends_it(string frame, string code)
    {
        var chat = new VirtualChat();
        var ann = chat.Connect("ann", scheme: "json");
        ann.Sends([.. System.Text.Encoding.Latin1.GetBytes(frame), (byte)'\n']);
        chat.Run(s_second);
        ann.Texts.Should().EndWith(ann.Texts.Last(text => text.StartsWith(
            $$"""{"type":"error","code":"{{code}}",""", StringComparison.Ordinal)));
        ann.ClosedAt.Should().NotBeNull();
    }

    [Fact]
    public void Each_name_is_answered_once_whatever_a_filter_does()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => System.Reactive.Linq.Observable.SelectMany(
                messages, message => message.Text switch
            {
                "twice" => new[] { message, message },
                "never" => [],
                "no" => Rejected(message),
                _ => [message],
            }),
        });
        var ann = chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"lobby"}""");
        foreach (var text in new[] { "twice", "never", "no", "once" })
            ann.Says($$"""{"type":"say","room":"lobby","text":"{{text}}","ref":"{{text}}"}""");
        chat.Run(29 * s_second);
        Answers().Should().Equal("ok twice", "filtered no", "ok once");
        chat.Run(2 * s_second);
        Answers().Should().Equal("ok twice", "filtered no", "ok once", "dropped never");
        chat.Server.OpenRefs.Should().Be(0);

        IEnumerable<string> Answers() => JsonFrames.Heard(ann.Texts)
            .Where(answer => answer.TryGetProperty("ref", out _))
            .Select(answer => (answer.TryGetProperty("code", out var code) ? code : answer.GetProperty("type"))
                + " " + answer.GetProperty("ref"));

        static ChatMessage[] Rejected(ChatMessage message)
        {
            message.Reject("no");
            return [];
        }
    }

    [Fact]
    public void Who_leaves_before_the_answer_leaves_nothing_behind()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, _) => System.Reactive.Linq.Observable.Where(messages, _ => false),
        });
        chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"lobby"}""")
            .Says("""{"type":"say","room":"lobby","text":"x","ref":"1"}""").Ends(at: s_second);
        chat.Run(2 * s_second);
        chat.Server.OpenRefs.Should().Be(1);
        chat.Run(31 * s_second);
        chat.Server.OpenRefs.Should().Be(0);
    }

    private static string WithoutIds(string text) => Times().Replace(Ids().Replace(text, "\"id\":#"), "\"at\":#$1");

    [GeneratedRegex("\"id\":\"[0-9A-Z]{26}\"")]
    private static partial Regex Ids();

    [GeneratedRegex("\"at\":\"2026-01-01T00:00:0(.).000Z\"")]
    private static partial Regex Times();
}
