using System.Text.Json;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Stories;

/// <summary>What two people say to each other alone, and where they have read it.</summary>
public class ThreadStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void What_is_said_to_somebody_who_is_away_is_there_when_they_come()
    {
        var chat = AccountChat.New();
        var alice = Registered(chat, "alice");
        Registered(chat, "bob").Says("""{"type":"quit"}""");
        chat.Run(s_second);
        alice.Says("""{"type":"say","room":"@bob","text":"call me","ref":"1","key":"k"}""")
            .Says("""{"type":"say","room":"@BOB","text":"call me","ref":"2","key":"k"}""")
            .Says("""{"type":"say","room":"@bob","text":"bob, please","ref":"3"}""")
            .Says("""{"type":"say","room":"@nobody","text":"x","ref":"4"}""");
        chat.Run(s_second);
        Answers(alice).Should().EndWith(["ok 1", "ok 1", "ok 2", "no_such_person"]);

        var bob = LoggedIn(chat, "bob");
        bob.Says("""{"type":"unread","ref":"1"}""").Says("""{"type":"history","room":"@alice","ref":"2"}""");
        chat.Run(s_second);
        var unread = Heard(bob, "unread")[0].GetProperty("rooms")[0];
        unread.GetRawText().Should().Be("""{"room":"@alice","read":0,"seq":2,"unread":2,"mentions":1}""");
        Heard(bob, "history")[0].GetProperty("messages").EnumerateArray()
            .Select(one => $"{one.GetProperty("room")} {one.GetProperty("seq")} {one.GetProperty("text")}")
            .Should().Equal("@alice 1 call me", "@alice 2 bob, please");

        bob.Says("""{"type":"read","room":"@alice","seq":2,"ref":"3"}""")
            .Says("""{"type":"say","room":"@alice","text":"hello","ref":"4"}""")
            .Says("""{"type":"unread","ref":"5"}""");
        chat.Run(s_second);
        Heard(bob, "unread")[1].GetProperty("rooms")[0].GetProperty("unread").GetInt32().Should().Be(0);
        var id = Heard(bob, "message")[^1].GetProperty("id").GetString();
        bob.Says($$"""{"type":"edit","room":"@alice","id":"{{id}}","text":"hello!","ref":"6"}""")
            .Says($$"""{"type":"react","room":"@alice","id":"{{id}}","emoji":"x","ref":"7"}""")
            .Says("""{"type":"search","room":"@alice","words":"please","ref":"8"}""")
            .Says("""{"type":"join","room":"@alice","after":2,"ref":"9"}""");
        chat.Run(s_second);
        Answers(bob).Should().EndWith(["ok 3", "ok", "ok 4", "ok 5", "ok", "ok"]);
        Heard(alice, "edited")[0].GetProperty("room").GetString().Should().Be("@bob");
        Heard(alice, "reacted")[0].GetProperty("seq").GetInt64().Should().Be(5);
        Heard(bob, "search")[0].GetProperty("messages").GetArrayLength().Should().Be(1);
        Heard(bob, "history")[1].GetProperty("messages").EnumerateArray()
            .Select(one => one.GetProperty("seq").GetInt64()).Should().Equal(3, 4, 5);
    }

    [Fact]
    public void Nobody_else_reads_it()
    {
        var chat = AccountChat.New();
        var (alice, bob, eve) = (Registered(chat, "alice"), Registered(chat, "bob"), Registered(chat, "eve"));
        var guest = chat.Connect("guest", scheme: "json");
        alice.Says("""{"type":"say","room":"@bob","text":"a secret","ref":"1"}""");
        chat.Run(s_second);
        var room = DirectThread.Of(
            Identity(chat, "alice"), "alice", Identity(chat, "bob"), "bob").Room;
        foreach (var other in new[] { eve, guest })
        {
            other.Says($$"""{"type":"history","room":"{{room}}","ref":"5"}""")
                .Says($$"""{"type":"join","room":"{{room}}","after":0,"ref":"6"}""")
                .Says($$"""{"type":"search","room":"{{room}}","words":"secret","ref":"7"}""")
                .Says("""{"type":"history","room":"@bob","ref":"8"}""").Says("""{"type":"rooms","ref":"9"}""");
        }
        chat.Run(s_second);
        bob.Texts.Should().Contain(text => text.Contains("a secret"));
        eve.Texts.Concat(guest.Texts).Should().NotContain(text => text.Contains("a secret"));
        Answers(eve).Should().EndWith(["not_member", "not_member", "not_member", "ok", "ok"]);
        Answers(guest).Should().EndWith(["not_logged_in", "not_logged_in", "not_logged_in", "not_logged_in", "ok"]);
    }

    [Fact]
    public void What_one_device_reads_the_others_know()
    {
        var chat = AccountChat.New();
        var (desk, bob) = (Registered(chat, "alice"), Registered(chat, "bob"));
        var phone = LoggedIn(chat, "alice");
        foreach (var one in new[] { desk, phone, bob }) one.Says("""{"type":"join","room":"lobby"}""");
        chat.Run(s_second);
        for (var i = 0; i < 3; i++) bob.Says("""{"type":"say","room":"lobby","text":"hello Alice"}""");
        chat.Run(s_second);
        phone.Says("""{"type":"unread"}""").Says("""{"type":"read","room":"lobby","seq":2,"ref":"r"}""")
            .Says("""{"type":"read","room":"lobby","seq":1}""").Says("""{"type":"read","room":"lobby","seq":99}""");
        chat.Run(s_second);
        Heard(phone, "unread")[0].GetProperty("rooms")[0].GetRawText().Should().Be(
            """{"room":"lobby","read":0,"seq":3,"unread":3,"mentions":3}""");
        Heard(desk, "read").Select(one => one.GetProperty("seq").GetInt64()).Should().Equal(2, 3);
        // Kept with the account.
        desk.Says("""{"type":"quit"}""");
        phone.Says("""{"type":"quit"}""");
        var again = LoggedIn(chat, "alice").Says("""{"type":"join","room":"lobby"}""").Says("""{"type":"unread"}""");
        chat.Run(s_second);
        Heard(again, "unread")[0].GetProperty("rooms")[0].GetProperty("read").GetInt64().Should().Be(3);
    }

    [Fact]
    public void Guests_whisper_and_nothing_is_kept()
    {
        var chat = AccountChat.New();
        var (guest, bob) = (chat.Connect("guest"), Registered(chat, "bob"));
        guest.Says("/msg bob psst");
        bob.Says("""{"type":"say","room":"@guest-1","text":"what?"}""");
        chat.Run(s_second);
        guest.Texts.Should().EndWith(["you -> bob: psst", "bob -> you: what?"]);
        Heard(bob, "message").Select(one => one.TryGetProperty("seq", out _)).Should().Equal(false, false);
    }

    private static Ulid Identity(VirtualChat chat, string name) =>
        chat.Server.WhoAsync().GetAwaiter().GetResult().Single(person => person.Name == name).Identity;

    private static VirtualClient Registered(VirtualChat chat, string name)
    {
        var client = chat.Connect(name, scheme: "json")
            .Says($$"""{"type":"register","name":"{{name}}","password":"password"}""");
        chat.Run(s_second);
        return client;
    }

    private static VirtualClient LoggedIn(VirtualChat chat, string name)
    {
        var client = chat.Connect(name, scheme: "json")
            .Says($$"""{"type":"login","name":"{{name}}","password":"password"}""");
        chat.Run(s_second);
        return client;
    }

    private static JsonElement[] Heard(VirtualClient client, string type) =>
        [.. JsonFrames.Heard(client.Texts).Where(one => one.GetProperty("type").GetString() == type)];

    /// <summary>What the commands that have a ref came to: the number of what was kept, or why not.</summary>
    private static IEnumerable<string> Answers(VirtualClient client) => JsonFrames.Heard(client.Texts)
        .Where(one => one.GetProperty("type").GetString() is "ok" or "error")
        .Select(one => one.TryGetProperty("code", out var code) ? code.GetString()!
            : one.TryGetProperty("seq", out var seq) ? $"ok {seq}" : "ok");
}
