namespace RxChat.Tests.Stories;

/// <summary>Whatever somebody puts into a command, nobody reads it as a line of somebody else's.</summary>
public class ForgeryStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("""{"type":"topic","room":"tea","text":"x\nalice: forged"}""", "ann sets the topic: x alice: forged")]
    [InlineData("""{"type":"moderate","room":"tea","act":"mute","whom":"guest-2","reason":"x\nalice: forged"}""",
        "ann mutes guest-2: x alice: forged")]
    [InlineData("""{"type":"moderate","room":"tea","act":"ban","whom":"x\nalice: \u001b[2J"}""", null)]
    [InlineData("""{"type":"moderate","room":"tea","act":"kick","whom":"guest-2","value":"x\ny"}""",
        "ann kicks guest-2")]
    public void Nothing_of_it_is_a_line_of_somebody_else(string said, string? told)
    {
        var chat = AccountChat.New();
        var ann = chat.Connect("ann", scheme: "json")
            .Says("""{"type":"register","name":"ann","password":"password"}""");
        var bob = chat.Connect("bob");
        chat.Run(s_second);
        ann.Says("""{"type":"join","room":"tea"}""");
        bob.Says("/join tea", at: 2 * s_second);
        ann.Says(said, at: 3 * s_second);
        chat.Run(4 * s_second);
        var eve = chat.Connect("eve").Says("/join tea").Says("/history");
        chat.Run(s_second);
        if (told is not null) bob.Texts.Should().Contain($"* {told}");
        bob.Texts.Concat(eve.Texts).Should().OnlyContain(text => (text.StartsWith('*') || text.StartsWith("[lobby] *"))
            && !text.Contains('\u001b'));
    }
}
