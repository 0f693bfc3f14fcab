using System.Text.Json;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Stories;

/// <summary>Nobody is told by a query what they may not hear or read, from when they may not.</summary>
public class QueryRightsStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat = AccountChat.New();
    private readonly VirtualClient _owner;

    public QueryRightsStories()
    {
        _owner = Named("owner").Says("""{"type":"register","password":"password"}""");
        _chat.Run(s_second);
        _owner.Says("""{"type":"join","room":"tea"}""");
        _chat.Run(s_second);
    }

    [Theory]
    [InlineData("\"act\":\"ban\",\"whom\":\"bob\",\"reason\":\"spam\"", "banned", "you are banned from tea: spam")]
    [InlineData("\"act\":\"private\",\"value\":\"on\"", "private_room", "tea is private, ask for an invitation")]
    public void Who_may_come_in_no_longer_is_told_no_more(string act, string code, string message)
    {
        var bob = Asks(Named("bob"), "in tea, milk");
        _chat.Run(s_second);
        Say("one");
        Moderate(act);
        Say("two");
        _chat.Run(s_second);

        Told(bob).Should().Equal("one", $"ended {code} {message}");
        Ask(bob, "in tea");
        _chat.Run(s_second);
        JsonFrames.Heard(bob.Texts).Last().GetProperty("code").GetString().Should().Be(code);
        _chat.Server.Queries.Should().Be(0);
    }

    [Fact]
    public void Who_is_kicked_is_told_no_more_and_may_ask_again()
    {
        var bob = Asks(Named("bob"), "in tea").Says("""{"type":"join","room":"tea"}""");
        var cid = Asks(Named("cid"), "in tea");
        _chat.Run(s_second);
        Moderate("\"act\":\"kick\",\"whom\":\"bob\"");
        Say("one");
        _chat.Run(s_second);
        Ask(bob, "in tea");
        _chat.Run(s_second);
        Say("two");
        _chat.Run(s_second);

        Told(bob).Should().Equal("ended kicked you were sent out of tea", "two");
        Told(cid).Should().Equal("one", "two");
    }

    [Fact]
    public void Who_logs_out_or_takes_another_name_is_who_they_are_then()
    {
        Moderate("\"act\":\"private\",\"value\":\"on\"");
        var bob = Named("bob").Says("""{"type":"register","password":"password"}""");
        var cid = Named("cid");
        _chat.Run(s_second);
        Moderate("\"act\":\"role\",\"whom\":\"bob\",\"value\":\"member\"");
        _chat.Run(s_second);
        Asks(bob, "in tea");
        Asks(cid, "in tea");
        _chat.Run(s_second);
        Say("one");
        _chat.Run(s_second);
        bob.Says("""{"type":"logout"}""");
        _chat.Run(s_second);
        Say("two");
        _chat.Run(s_second);

        Told(bob).Should().Equal("one", "ended private_room tea is private, ask for an invitation");
        Told(cid).Should().BeEmpty();
        Moderate("\"act\":\"private\",\"value\":\"off\"");
        Moderate("\"act\":\"ban\",\"whom\":\"outlaw\"");
        _chat.Run(s_second);
        Ask(cid, "in tea");
        _chat.Run(s_second);
        cid.Says("""{"type":"name","name":"outlaw"}""");
        _chat.Run(s_second);
        Told(cid).Should().Equal("ended banned you are banned from tea");
    }

    [Fact]
    public void Who_has_to_be_logged_in_asks_and_is_told_nothing_without()
    {
        var chat = AccountChat.New(options => options with { RequireLogin = true });
        var ann = chat.Connect("ann", scheme: "json").Says("""{"type":"query","q":"in tea","ref":"1"}""")
            .Says("""{"type":"register","name":"ann","password":"password"}""");
        chat.Run(s_second);
        ann.Says("""{"type":"query","q":"in tea","ref":"2"}""");
        chat.Run(s_second);
        ann.Says("""{"type":"logout"}""");
        chat.Run(s_second);

        Codes(ann).Should().Equal("login_required", "login_required");
        chat.Server.Queries.Should().Be(0);

        static IEnumerable<string?> Codes(VirtualClient client) => JsonFrames.Heard(client.Texts)
            .Where(one => one.TryGetProperty("code", out _)).Select(one => one.GetProperty("code").GetString());
    }

    [Fact]
    public void What_was_said_before_one_may_read_is_in_nothing_one_is_told()
    {
        Say("before");
        var all = Asks(Named("early"), "in tea | count per 10s by from");
        _chat.Run(s_second);
        Moderate("\"act\":\"access\",\"value\":\"none\"");
        _chat.Run(s_second);
        var late = Asks(Named("late"), "in tea | count per 10s by from");
        var last = Asks(Named("last"), "in tea | last 9");
        _chat.Run(s_second);
        Say("after");
        var later = Asks(Named("later"), "in tea | count per 10s by from");
        _chat.Run(10 * s_second);

        Told(all).Should().EndWith("2");
        Told(late).Should().Equal("1");
        Told(last).Should().Equal("after");
        Told(later).Should().Equal("0");
        Asks(_owner, "in tea | last 9");
        _chat.Run(s_second);
        Told(_owner).Should().Equal("before after");
    }

    [Fact]
    public void When_a_silence_began_is_not_told_to_who_may_not_read_what_ended_before_it()
    {
        Say("before");
        Moderate("\"act\":\"access\",\"value\":\"none\"");
        _chat.Run(s_second);
        Asks(_owner, "in tea | quiet 10s");
        _chat.Run(60 * s_second);
        var late = Asks(Named("late"), "in tea | quiet 10s");
        _chat.Run(15 * s_second);

        Since(_owner).Should().BeBefore(VirtualChat.Start + (5 * s_second));
        Since(late).Should().BeAfter(VirtualChat.Start + (45 * s_second), "earlier it may not know");

        static DateTimeOffset Since(VirtualClient client) => JsonFrames.Heard(client.Texts)
            .Last(one => one.TryGetProperty("quiet", out var quiet) && quiet.GetBoolean())
            .GetProperty("since").GetDateTimeOffset();
    }

    [Fact]
    public void What_may_not_be_read_and_is_too_old_to_matter_leaves_nothing_unknown()
    {
        Say("before");
        Moderate("\"act\":\"access\",\"value\":\"none\"");
        _chat.Run(60 * s_second);
        var late = Asks(Named("late"), "in tea | quiet 10s");
        _chat.Run(s_second);

        JsonFrames.Heard(late.Texts).Where(one => one.TryGetProperty("quiet", out _))
            .Select(one => one.GetProperty("quiet").GetBoolean()).Should().Equal(true);
    }

    [Fact]
    public void A_query_that_is_too_long_when_it_is_written_out_is_none()
    {
        var names = string.Join(',', Enumerable.Range(1, 8).Select(n => new string((char)('a' + n), 122)));
        var asking = Asks(Named("asking"), $"in a|from {names}");
        _chat.Run(40 * s_second);

        JsonFrames.Heard(asking.Texts).Where(one => one.TryGetProperty("code", out _))
            .Select(one => one.GetProperty("code").GetString()).Should().Equal("bad_query");
        _chat.Server.Queries.Should().Be(0);
    }

    private VirtualClient Named(string name) => _chat.Connect(name, scheme: "json")
        .Says(JsonSerializer.Serialize(new { type = "name", name }));

    private VirtualClient Asks(VirtualClient client, string query)
    {
        _chat.Run(s_second / 10);
        return Ask(client, query);
    }

    private static VirtualClient Ask(VirtualClient client, string q) =>
        client.Says(JsonSerializer.Serialize(new { type = "query", q }));

    private void Say(string text) => _owner.Says(JsonSerializer.Serialize(new { type = "say", room = "tea", text }));

    private void Moderate(string act) => _owner.Says($$"""{"type":"moderate","room":"tea",{{act}}}""");

    private static IEnumerable<string> Told(VirtualClient client) => JsonFrames.Heard(client.Texts)
        .Where(one => one.GetProperty("type").GetString() is "result" or "ended")
        .Select(one => one.TryGetProperty("messages", out var messages)
            ? string.Join(' ', messages.EnumerateArray().Select(message => message.GetProperty("text").GetString()))
            : one.TryGetProperty("count", out var count) ? $"{count}"
            : $"ended {one.GetProperty("code")} {one.GetProperty("message")}");
}
