using System.Reactive.Linq;
using System.Text.Json;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Stories;

/// <summary>What was said lives on: it is answered, edited, removed and reacted to; rooms have topics.</summary>
public class ChangeStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat = new();

    [Fact]
    public void People_type_it()
    {
        var ann = _chat.Connect("ann").Says("/name ann").Says("it is on Mondy");
        var bob = _chat.Connect("bob").Says("/name bob");
        var old = _chat.Connect("old", scheme: "nul");
        _chat.Run(s_second);
        ann.Says("/edit it is on Monday").Says("/topic the party");
        _chat.Run(s_second);
        bob.Says("/reply #1 at eight?").Says("/react #1 🎉").Says("/unreact #1 🎉").Says("/history");
        _chat.Run(s_second);
        ann.Says("/remove").Says("/edit again").Says("/topic");
        _chat.Run(s_second);
        bob.Says("/edit #1 mine").Says("/react #1 no").Says("/remove #77").Says("/edit").Says("/react 🎉")
            .Says("/history");
        _chat.Run(s_second);
        var eve = _chat.Connect("eve");
        _chat.Run(s_second);

        bob.Texts.Skip(6).Should().Equal(
            "* ann edits #1: it is on Monday", "* ann sets the topic: the party", "bob: (re #1) at eight?",
            "* bob reacts 🎉 to #1", "* bob takes back 🎉 to #1",
            "* 2026-01-01 00:00:00 #1 ann: it is on Monday (edited)",
            "* 2026-01-01 00:00:01 #3 ann sets the topic: the party",
            "* 2026-01-01 00:00:02 #4 bob: (re #1) at eight?",
            "* 2026-01-01 00:00:02 #5 bob reacts 🎉 to #1", "* 2026-01-01 00:00:02 #6 bob takes back 🎉 to #1",
            "* ann removes #1", "* there is no such message here; /history shows the numbers",
            "* a reaction is one character",
            "* there is no such message here; /history shows the numbers", "* usage: /edit [#NUMBER] text",
            "* usage: /react #NUMBER EMOJI", "* 2026-01-01 00:00:00 #1 ann: (removed)",
            "* 2026-01-01 00:00:01 #3 ann sets the topic: the party",
            "* 2026-01-01 00:00:02 #4 bob: (re #1) at eight?",
            "* 2026-01-01 00:00:02 #5 bob reacts 🎉 to #1", "* 2026-01-01 00:00:02 #6 bob takes back 🎉 to #1",
            "* guest-4 joined");
        ann.Texts.Should().ContainInOrder(
            "* there is no such message here; /history shows the numbers", "* topic: the party");
        eve.Texts.Should().Equal(
            "* welcome, guest-4. /help lists the commands", "* guest-4 joined", "* topic: the party");
        old.Texts.Should().Equal("ann: it is on Mondy", "bob: at eight?");
    }

    [Fact]
    public void Filters_see_an_edit_as_what_is_said()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, _) => messages.Where(message => message.Text != "spam"),
        });
        var ann = chat.Connect("ann").Says("hello").Says("/edit spam").Says("/edit fine");
        chat.Run(s_second);

        ann.Texts.Skip(2).Should().Equal("guest-1: hello", "* guest-1 edits #1: fine");
    }

    [Fact]
    public void Only_ones_own_and_only_for_a_time()
    {
        var chat = new VirtualChat(new ChatServerOptions { EditWithin = TimeSpan.FromMinutes(5) });
        var ann = chat.Connect("ann").Says("/name ann").Says("hello");
        chat.Run(s_second);
        var bob = chat.Connect("bob").Says("/edit #1 mine").Says("/remove #1");
        chat.Run(s_second);
        ann.Ends();
        chat.Run(s_second);
        // A name is nobody: it is who said it.
        bob.Says("/name ann").Says("/edit #1 mine").Says("mine");
        chat.Run(TimeSpan.FromMinutes(6));
        bob.Says("/edit other").Says("/remove #2");
        chat.Run(s_second);

        bob.Texts.Count(text => text == "* that is somebody else's message").Should().Be(3);
        bob.Texts.Count(text => text == "* a message can be changed for 300 s after it was said").Should().Be(2);
        bob.Texts.Should().NotContain(text => text.Contains("edits", StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_folds_what_they_hear_has_what_the_room_has()
    {
        var random = new Random(12);
        var ann = Join("ann");
        var (ids, after) = (new List<string>(), 0L);
        var bob = new Fold();
        var heard = 0;
        for (var round = 0; round < 60; round++)
        {
            // Bob comes back for a moment, and hears what he missed.
            var back = _chat.Connect("bob", scheme: "json").Says(
                $$"""{"type":"join","room":"tea","epoch":"{{_chat.Server.Epoch}}","after":{{after}}}""");
            for (var n = 0; n < 5; n++) ann.Says(Something());
            _chat.Run(s_second);
            foreach (var frame in JsonFrames.Heard(back.Texts)) bob.Hear(frame);
            after = bob.Last;
            back.Ends();
            for (var n = 0; n < 5; n++) ann.Says(Something());
            _chat.Run(s_second);
            ids.AddRange(JsonFrames.Heard(ann.Texts.Skip(heard)).Where(frame => Type(frame) == "message")
                .Select(frame => frame.GetProperty("id").GetString()!));
            heard = ann.Texts.Count();
        }
        var last = _chat.Connect("bob", scheme: "json").Says(
            $$"""{"type":"join","room":"tea","epoch":"{{_chat.Server.Epoch}}","after":{{after}}}""");
        ann.Says("""{"type":"history","room":"tea","limit":1000}""");
        _chat.Run(s_second);
        foreach (var frame in JsonFrames.Heard(last.Texts)) bob.Hear(frame);
        var room = new Fold();
        room.Hear(JsonFrames.Heard(ann.Texts).Last(frame => Type(frame) == "history"));
        var live = new Fold();
        foreach (var frame in JsonFrames.Heard(ann.Texts).Where(frame => Type(frame) != "history")) live.Hear(frame);

        room.Texts.Should().HaveCountGreaterThan(100).And.Contain(pair => pair.Value == "");
        bob.Texts.Should().Equal(room.Texts);
        live.Texts.Should().Equal(room.Texts);
        (bob.Reactions, live.Reactions).Should().BeEquivalentTo((room.Reactions, room.Reactions));

        string Something()
        {
            var id = ids.Count == 0 ? null : ids[random.Next(ids.Count)];
            return random.Next(id is null ? 1 : 6) switch
            {
                1 => $$"""{"type":"edit","room":"tea","id":"{{id}}","text":"e{{random.Next()}}"}""",
                2 => $$"""{"type":"remove","room":"tea","id":"{{id}}"}""",
                3 => $$"""{"type":"react","room":"tea","id":"{{id}}","emoji":"🙂"}""",
                4 => $$"""{"type":"react","room":"tea","id":"{{id}}","emoji":"🙂","off":true}""",
                _ => $$"""{"type":"say","room":"tea","text":"s{{random.Next()}}"}""",
            };
        }
    }

    private VirtualClient Join(string name) =>
        _chat.Connect(name, scheme: "json").Says("""{"type":"join","room":"tea"}""");

    private static string? Type(JsonElement frame) => frame.GetProperty("type").GetString();

    /// <summary>What a client makes of what it hears.</summary>
    private sealed class Fold
    {
        public SortedDictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Reactions { get; } = [];

        public long Last { get; private set; }

        public void Hear(JsonElement frame)
        {
            if (Type(frame) == "history")
                foreach (var entry in frame.GetProperty("messages").EnumerateArray()) Hear(entry);
            if (!frame.TryGetProperty("id", out var id) || Type(frame) == "ok") return;
            var seq = frame.GetProperty("seq").GetInt64();
            seq.Should().Be(Last + 1, "nothing is missing, and nothing comes twice");
            Last = seq;
            switch (Type(frame))
            {
                case "message":
                    Texts.Add(id.GetString()!, frame.GetProperty("text").GetString()!);
                    break;
                case "edited" when frame.TryGetProperty("text", out var text):
                    Texts[Of(frame)] = text.GetString()!;
                    break;
                case "removed":
                    Texts[Of(frame)] = "";
                    break;
                case "reacted" when frame.TryGetProperty("off", out _):
                    Reactions.Remove(Of(frame));
                    break;
                case "reacted":
                    Reactions.Add(Of(frame));
                    break;
            }
        }

        private static string Of(JsonElement frame) => frame.GetProperty("of").GetString()!;
    }
}
