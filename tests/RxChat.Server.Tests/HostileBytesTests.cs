using System.Text;

namespace RxChat.Server.Tests;

/// <summary>Bytes that are no chat: they cost at most the one who sends them.</summary>
public class HostileBytesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string TooLong = "* a message may hold at most 65536 bytes";
    private const string NotText = "* a message must be valid UTF-8";

    /// <summary>
    /// Not UTF-8 by RFC 3629: stray, cut short, overlong, surrogates, beyond U+10FFFF, and lead bytes that never are.
    /// </summary>
    public static TheoryData<string> NotUtf8 { get; } =
    [
        "80", "C328", "E282", "F09F91", "FF", "FE",
        "C080", "C0AF", "C1BF", "E08080", "E080AF", "E09FBF", "F0808080", "F08080AF", "F08FBFBF",
        "EDA080", "EDAFBF", "EDB080", "EDBFBF", "EDA0BDEDB88B",
        "F4908080", "F7BFBFBF", "F888808080", "FC8480808080",
    ];

    [Theory]
    [InlineData("nul")]
    [InlineData("line")]
    public async Task A_megabyte_without_a_delimiter_ends_its_sender_with_a_last_notice(string protocol)
    {
        await using var scene = await Scene.BeginAsync(protocol);
        await scene.Offender.SendAsync("before");
        var flood = scene.Offender.TrySendBytesAsync(Enumerable.Repeat((byte)'x', 1_000_000).ToArray());
        (await scene.OffenderToEndAsync()).Should().EndWith(TooLong);
        await flood;
        (await scene.Server.LogLineAsync(" disconnected ")).Should().Contain(TooLong[2..]);
        await scene.OthersGoOnAsync(said: ["before"]);
    }

    [Theory]
    [InlineData("nul")]
    [InlineData("line")]
    public async Task One_byte_over_the_limit_is_too_much_and_what_came_before_is_said(string protocol)
    {
        await using var scene = await Scene.BeginAsync(protocol, "--max-frame", "100");
        await scene.Offender.SendAllAsync([new string('x', 100), new string('x', 101), "after"]);
        (await scene.OffenderToEndAsync()).Should().HaveCount(2).And.EndWith("* a message may hold at most 100 bytes");
        await scene.OthersGoOnAsync(said: [new string('x', 100)]);
    }

    [Theory]
    [MemberData(nameof(NotUtf8))]
    public async Task What_is_not_utf8_ends_its_sender_with_a_last_notice(string hex)
    {
        var isNul = hex.Length % 4 == 0;
        var delimiter = (byte)(isNul ? 0 : '\n');
        using var other = await shared.Server.NulAsync();
        await other.SettleAsync();
        using var offender = isNul ? await shared.Server.NulAsync() : await shared.Server.LineAsync();
        byte[] packet = [.. "before"u8, delimiter, .. "bad: "u8, .. Convert.FromHexString(hex), delimiter, .. "after"u8,
            delimiter];
        await offender.SendBytesAsync(packet);
        var own = isNul ? offender.Address : offender.Guest;
        (await offender.ReadToEndAsync()).Where(frame => frame != $"* {own} left").Should()
            .Equal($"{own}: before", NotText);
        (await shared.Server.LogLineAsync(" disconnected ")).Should().Contain(NotText[2..]);
        await other.SendAsync("still here");
        await other.ExpectAsync($"{offender.Address}: before", $"{other.Address}: still here");
    }

    [Fact]
    public async Task A_command_that_is_not_utf8_ends_its_sender_too()
    {
        await using var scene = await Scene.BeginAsync("nul");
        await scene.Offender.SendBytesAsync(new byte[] { (byte)'/', 0xC0, 0xAF, 0 });
        (await scene.OffenderToEndAsync()).Should().EndWith(NotText);
        await scene.OthersGoOnAsync();
    }

    [Fact]
    public async Task A_megabyte_of_nuls_is_a_megabyte_of_nothing_on_nul()
    {
        await using var scene = await Scene.BeginAsync("nul");
        await scene.Offender.SendBytesAsync(new byte[1_000_000]);
        await scene.OthersGoOnAsync();
        await scene.Offender.SendAsync("and now?");
        await scene.OthersGoOnAsync(said: ["and now?"]);
    }

    [Fact]
    public async Task Nuls_are_shown_as_replaced_characters_on_line()
    {
        await using var scene = await Scene.BeginAsync("line");
        await scene.Offender.SendBytesAsync("\0\0\0\n"u8.ToArray());
        await scene.OthersGoOnAsync(said: ["\uFFFD\uFFFD\uFFFD"]);
    }

    [Fact]
    public async Task A_flood_of_empty_lines_is_ignored()
    {
        await using var scene = await Scene.BeginAsync("line");
        await scene.Offender.SendBytesAsync(
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\n\r\n", 500_000))));
        await scene.OthersGoOnAsync();
        await scene.Offender.SendAsync("and now?");
        await scene.OthersGoOnAsync(said: ["and now?"]);
    }

    [Fact]
    public async Task Control_characters_never_reach_a_terminal()
    {
        await using var scene = await Scene.BeginAsync("nul");
        await scene.Offender.SendAsync("\e[31mred\e[0m \e]0;title\a \b\b\b\f\v\u007F \u009B2J \u0085 tab\tends");
        const string made = "\uFFFD[31mred\uFFFD[0m \uFFFD]0;title\uFFFD "
            + "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD \uFFFD2J \uFFFD tab\tends";
        await scene.OthersGoOnAsync(said: [made]);
    }

    [Fact]
    public async Task Line_ends_inside_a_text_cannot_forge_a_line()
    {
        await using var scene = await Scene.BeginAsync("nul");
        await scene.Offender.SendAsync("hi\n* bob left\r\nbob: I quit\rend");
        await scene.Line.ReadUntilAsync("guest-3: hi * bob left bob: I quit\uFFFDend");
        await scene.Nul.ExpectAsync($"{scene.Offender.Address}: hi\n* bob left\nbob: I quit\uFFFDend");
        await scene.Offender.SendAsync("/msg guest-1 psst\n* the server is stopping");
        await scene.Line.ReadUntilAsync("guest-3 -> you: psst * the server is stopping");
        await scene.OthersGoOnAsync();
    }
}
