using System.Text;
using CsCheck;

namespace RxChat.Tests.Stories;

/// <summary>
/// The behaviour RxChat comes from: NUL-ended text to everyone as <c>host:port: text</c>, the sender included.
/// </summary>
public class ModelStories
{
    private static readonly System.Net.IPEndPoint s_v4 = new(System.Net.IPAddress.Loopback, 5001);
    private static readonly System.Net.IPEndPoint s_v6 = new(System.Net.IPAddress.IPv6Loopback, 5002);

    [Fact]
    public void Everyone_hears_everything_with_the_address_of_who_said_it()
    {
        var chat = new VirtualChat();
        var one = chat.Connect("one", scheme: "nul", address: s_v4);
        var two = chat.Connect("two", scheme: "nul", address: s_v6);
        one.Says("hello", at: Seconds(1));
        two.Says("hi\nthere", at: Seconds(2));

        chat.Run(Seconds(10));

        Heard[] both = [new(Seconds(1), "127.0.0.1:5001: hello"), new(Seconds(2), "[::1]:5002: hi\nthere")];
        one.Heard.Should().Equal(both);
        two.Heard.Should().Equal(both);
    }

    [Fact]
    public void Comings_goings_and_names_are_news_on_line_only()
    {
        var chat = new VirtualChat();
        var quiet = chat.Connect("quiet", scheme: "nul", address: s_v4);
        var lines = chat.Connect("lines", at: Seconds(1));
        lines.Says("/name alice", at: Seconds(2)).Says("hello", at: Seconds(3)).Ends(at: Seconds(4));

        chat.Run(Seconds(10));

        quiet.Texts.Should().Equal("alice: hello");
        lines.Texts.Should().Equal(
            "* welcome, guest-2. /help lists the commands", "* guest-2 joined", "* guest-2 is now alice",
            "alice: hello", "* alice left");
    }

    [Fact]
    public void An_end_of_stream_and_a_break_are_leaving_alike_and_nobody_else_notices()
    {
        var chat = new VirtualChat();
        var stays = chat.Connect("stays", scheme: "nul", address: s_v4);
        var ends = chat.Connect("ends", scheme: "nul", address: s_v6);
        var breaks = chat.Connect("breaks", scheme: "nul", address: s_v6);
        ends.Sends("last\0unfinished"u8.ToArray(), at: Seconds(1)).Ends(at: Seconds(1));
        breaks.Sends("unfinished"u8.ToArray(), at: Seconds(2)).Resets(at: Seconds(3));
        stays.Says("anyone?", at: Seconds(4));

        chat.Run(Seconds(10));

        stays.Texts.Should().Equal("[::1]:5002: last", "127.0.0.1:5001: anyone?");
        ends.Texts.Should().Equal("[::1]:5002: last");
        ends.ClosedAt.Should().Be(Seconds(1));
        breaks.ClosedAt.Should().Be(Seconds(3));
    }

    [Fact]
    public void After_a_name_is_taken_it_is_shown_instead_of_the_address()
    {
        var chat = new VirtualChat();
        var named = chat.Connect("named", scheme: "nul", address: s_v4);
        named.Says("/name alice", at: Seconds(1)).Says("hello", at: Seconds(2));

        chat.Run(Seconds(10));

        named.Texts.Should().Equal("* 127.0.0.1:5001 is now alice", "alice: hello");
    }

    [Fact]
    public void Addresses_can_be_hidden_everywhere()
    {
        var chat = new VirtualChat(new ChatServerOptions { HideAddresses = true });
        var hidden = chat.Connect("hidden", scheme: "nul", address: s_v4);
        hidden.Says("hello").Says("/who");

        chat.Run(Seconds(1));

        hidden.Texts.Should().Equal("guest-1: hello", "* in lobby: guest-1");
    }

    [Fact]
    public void Any_texts_of_any_clients_in_any_split_reach_everyone_whole_in_one_order() =>
        Gen.Select(Gen.Int[0, 2],
            Gen.OneOf(
                Gen.String[Gen.Char["añ€\t "], 1, 20].Select(text => "𝄞" + text),
                Gen.String[Gen.Char[" a~"], 1, 20]),
            Gen.Int[1, 7])
            .Array[1, 40].Sample(
                said =>
                {
                    var chat = new VirtualChat();
                    var clients = Enumerable.Range(0, 3)
                        .Select(n => chat.Connect($"{n}", scheme: n < 2 ? "nul" : "line")).ToArray();
                    chat.Run(Seconds(1));
                    foreach (var (who, text, cut) in said)
                    {
                        byte[] bytes = [.. Encoding.UTF8.GetBytes(text), who < 2 ? (byte)0 : (byte)'\n'];
                        foreach (var chunk in bytes.Chunk(cut)) clients[who].Sends(chunk, chat.Now);
                    }
                    chat.Run(Seconds(1));

                    var heard = clients
                        .Select(client => client.Texts
                            .Where(text => !text.StartsWith("* ", StringComparison.Ordinal)).ToList())
                        .ToList();
                    heard[0].Should().Equal(heard[1]).And.Equal(heard[2]);
                    for (var who = 0; who < 3; who++)
                    {
                        heard[0].Where(text => text.StartsWith($"guest-{who + 1}: ", StringComparison.Ordinal))
                            .Should().Equal(said.Where(item => item.Item1 == who)
                                .Select(item => $"guest-{who + 1}: {item.Item2}"));
                    }
                    heard[0].Should().HaveCount(said.Length);
                });

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
