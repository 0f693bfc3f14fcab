using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Stories;

/// <summary>Questions that stay: asked once, told for as long as one may hear it.</summary>
public partial class QueryStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat = new();

    [Fact]
    public void A_conversation()
    {
        var ann = Asks("ann", "in Tea | has deploy | count by from per 2s");
        var bob = Speaker("bob");
        Say(bob, "Deploy it");
        Say(bob, "no");
        Say(bob, "deploy, please", at: s_second);
        ann.Says("""{"type":"unquery","query":1,"ref":"2"}""", at: 3 * s_second)
            .Says("""{"type":"unquery","query":1,"ref":"3"}""", at: 3 * s_second);
        _chat.Run(10 * s_second);

        JsonFrames.Heard(ann.Texts).Should().HaveCount(8);
        ann.Texts.Skip(1).Should().Equal(
            """{"type":"queried","query":1,"q":"in Tea | has deploy | count per 2s by from","ref":"1"}""",
            """{"type":"result","query":1,"at":"2026-01-01T00:00:00.000Z","since":"2025-12-31T23:59:58.000Z","""
            + """ "count":0,"rows":[]}"""[1..],
            """{"type":"ok","ref":"1"}""",
            """{"type":"result","query":1,"at":"2026-01-01T00:00:02.000Z","since":"2026-01-01T00:00:00.000Z","""
            + """ "count":2,"rows":[{"by":"bob","count":2}]}"""[1..],
            """{"type":"ended","query":1}""",
            """{"type":"ok","ref":"2"}""",
            """{"type":"error","code":"no_such_query","query":1,"message":"you have no query 1","ref":"3"}""");
    }

    [Fact]
    public void Messages_are_told_as_they_are_in_rooms_and_after_what_they_answer()
    {
        var ann = Asks("ann", "in tea, milk | from bob");
        ann.Says("""{"type":"join","room":"tea"}""");
        var bob = Speaker("bob");
        Say(bob, "hello");
        _chat.Run(s_second);

        ann.Texts.TakeLast(2).Select(text => Volatile().Replace(text, "#")).Should().Equal(
            """{"type":"message","room":"tea","seq":1,"id":"#","from":"bob","text":"hello","at":"#"}""",
            """{"type":"result","query":1,"at":"#","messages":[{"type":"message","room":"tea","seq":1,"id":"#","""
            + """ "from":"bob","text":"hello","at":"#"}]}"""[1..]);
    }

    [Theory]
    [InlineData("in ops | hass x", "bad_query", "column 10: \"hass\" is no filter")]
    [InlineData("in abcdefghijklmnopqrstuvwxyz.abcdefghijklmnopqrstuvwxyz.abcdefghijklm", "invalid_name", "a room")]
    public void What_is_no_query_is_an_error(string query, string code, string message)
    {
        var ann = Asks("ann", query);
        _chat.Run(s_second);
        var error = JsonFrames.Heard(ann.Texts).Last();
        (Text(error, "code"), Text(error, "ref")).Should().Be((code, "1"));
        Text(error, "message").Should().StartWith(message);
        _chat.Server.Queries.Should().Be(0);
    }

    [Fact]
    public void Who_asks_the_same_has_the_same_until_the_last_is_gone()
    {
        var clients = Enumerable.Range(0, 30).Select(n => Asks($"{n}", n % 3 == 0
            ? "in tea,milk|has a | count per 1s" : "IN Milk, tea |  has A|count per 1s ")).ToArray();
        var other = Asks("other", "in tea, milk | has b | count per 1s");
        _chat.Run(s_second / 2);
        _chat.Server.Queries.Should().Be(2);
        Say(Speaker("bob"), "a b");
        _chat.Run(s_second);

        foreach (var client in clients)
        {
            Of(client, "queried").Single().GetProperty("query").GetInt64().Should().Be(1);
            Of(client, "result").Select(one => one.GetProperty("count").GetInt32()).Should().Equal(0, 1);
        }
        Of(other, "queried").Single().GetProperty("query").GetInt64().Should().Be(2);
        foreach (var client in clients.Skip(1)) client.Ends();
        _chat.Run(s_second);
        _chat.Server.Queries.Should().Be(2);
        clients[0].Resets();
        other.Says("""{"type":"unquery","query":2}""");
        _chat.Run(s_second);
        _chat.Server.Queries.Should().Be(0);
        var again = Asks("again", "in tea, milk | has b | count per 1s");
        _chat.Run(s_second / 4);
        Of(again, "queried").Single().GetProperty("query").GetInt64().Should().Be(3, "a number is not used again");
    }

    [Fact]
    public void A_client_has_so_many_and_a_server_too()
    {
        var ann = _chat.Connect("ann", scheme: "json");
        for (var n = 0; n < 17; n++) Ask(ann, $"in r{n}", $"{n}");
        Ask(ann, "in r3", "again");
        _chat.Run(s_second);
        Of(ann, "error").Select(error => Text(error, "code") + Text(error, "ref")).Should().Equal("too_many_queries16");
        Of(ann, "queried").Last().GetProperty("query").GetInt64().Should().Be(4, "one has it already");
        for (var c = 0; c < 35; c++)
        {
            var client = _chat.Connect($"{c}", scheme: "json");
            for (var n = 0; n < 16; n++) Ask(client, $"in c{c}r{n}", "x");
        }
        _chat.Run(s_second);
        _chat.Server.Queries.Should().Be(500);
        _chat.Clients.Sum(client => client.Texts.Count(text => text.Contains("too_many_queries")))
            .Should().Be(1 + (35 * 16) - (500 - 16));
    }

    [Fact]
    public void One_address_leaves_queries_for_others()
    {
        var (one, other) = (new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1), IPAddress.Parse("192.0.2.2"));
        for (var c = 0; c < 7; c++)
        {
            var client = _chat.Connect($"{c}", scheme: "json", address: one);
            for (var n = 0; n < 16; n++) Ask(client, $"in c{c}r{n}", "x", n * s_second);
        }
        var far = Ask(_chat.Connect("far", scheme: "json", address: new IPEndPoint(other, 1)), "in tea", "1");
        _chat.Run(20 * s_second);

        _chat.Server.Queries.Should().Be(100 + 1);
        _chat.Clients.Sum(client => client.Texts.Count(text => text.Contains("too_many_queries")))
            .Should().Be((7 * 16) - 100);
        Of(far, "queried").Should().ContainSingle();
        _chat.Clients[0].Ends();
        Ask(_chat.Clients[1], "in other", "x");
        _chat.Run(s_second);
        Of(_chat.Clients[1], "error").Should().ContainSingle("there is room again");
    }

    [Fact]
    public void Who_asks_the_same_again_is_told_again_what_was_last_and_hears_what_comes_once()
    {
        var ann = Asks("ann", "in tea | count per 2s");
        Ask(ann, "IN tea | count per 2s", "again", s_second);
        Say(Speaker("bob"), "hello");
        _chat.Run(5 * s_second);

        ann.Heard.SelectMany(heard => JsonFrames.Heard([heard.Text])
                .Where(one => Text(one, "type") == "result")
                .Select(one => $"{heard.At.TotalSeconds}: {one.GetProperty("count")}"))
            .Should().Equal("0: 0", "1: 0", "2: 1", "4: 0");
        ann.Says("""{"type":"unquery","query":1}""");
        _chat.Run(5 * s_second);
        _chat.Server.Queries.Should().Be(0);
    }

    [Fact]
    public void What_was_removed_is_not_told_to_who_asks_and_what_was_edited_is_as_it_is_now()
    {
        var bob = Speaker("bob");
        foreach (var text in new[] { "one", "two", "three" }) Say(bob, text);
        _chat.Run(s_second);
        var ids = Of(bob, "message").Select(message => Text(message, "id")).ToArray();
        bob.Says($$"""{"type":"remove","room":"tea","id":"{{ids[0]}}"}""")
            .Says($$"""{"type":"edit","room":"tea","id":"{{ids[1]}}","text":"zwei"}""");
        var ann = Asks("ann", "in tea | last 9", at: 2 * s_second);
        _chat.Run(5 * s_second);

        Of(ann, "result").SelectMany(result => result.GetProperty("messages").EnumerateArray())
            .Select(message => Text(message, "text")).Should().Equal("zwei", "three");
        JsonFrames.Heard(ann.Texts).Should().NotBeEmpty();
    }

    [Fact]
    public void A_query_that_a_stop_ends_is_told_nothing_after_it()
    {
        var ann = Asks("ann", "in tea | count per 1s");
        _chat.Run(s_second * 2.5);
        _chat.Stop();
        ann.Texts.Should().EndWith("""{"type":"stopping"}""");
        _chat.Server.Queries.Should().Be(0);
    }

    private VirtualClient Asks(string name, string query, TimeSpan? at = null) =>
        Ask(_chat.Connect(name, scheme: "json"), query, "1", at);

    private static VirtualClient Ask(VirtualClient client, string q, string reference, TimeSpan? at = null) =>
        client.Says(JsonSerializer.Serialize(new { type = "query", q, @ref = reference }), at);

    private VirtualClient Speaker(string name) => _chat.Connect(name, scheme: "json")
        .Says(JsonSerializer.Serialize(new { type = "name", name })).Says("""{"type":"join","room":"tea"}""");

    private static void Say(VirtualClient client, string text, TimeSpan? at = null) =>
        client.Says(JsonSerializer.Serialize(new { type = "say", room = "tea", text }), at);

    private static IEnumerable<JsonElement> Of(VirtualClient client, string type) =>
        JsonFrames.Heard(client.Texts).Where(one => Text(one, "type") == type);

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    [GeneratedRegex("(?<=\"(id|at)\":\")[^\"]+")]
    private static partial Regex Volatile();
}
