namespace RxChat.Server.Tests;

/// <summary>Names and rooms that pretend.</summary>
public class HostileNamesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Charset = "letters, digits, '-', '_' and '.' only";

    [Theory]
    [InlineData("ALICE")]
    [InlineData("aLiCe")]
    [InlineData("guest-1")]
    [InlineData("GUEST-1")]
    [InlineData("Guest-99")]
    public async Task A_name_that_differs_in_case_only_or_is_a_guests_is_taken(string name)
    {
        await using var server = await RxChatProcess.ServeAsync();
        await server.LineAsync("alice");
        var mallory = await server.LineAsync("mallory");
        await mallory.SendAsync($"/name {name}");
        await mallory.ExpectAsync($"* the name {name} is taken");
        await mallory.SendAsync("me");
        await mallory.ExpectAsync("mallory: me");
    }

    [Theory]
    [InlineData("ärger", "ÄRGER")]
    [InlineData("борис", "БОРИС")]
    [InlineData("νίκος", "ΝΊΚΟΣ")]
    public async Task Case_is_ignored_in_any_script(string name, string other)
    {
        await using var server = await RxChatProcess.ServeAsync();
        await server.LineAsync(name);
        var mallory = await server.LineAsync("mallory");
        await mallory.SendAsync($"/name {other}");
        await mallory.ExpectAsync($"* the name {other} is taken");
    }

    [Theory]
    [InlineData("al ice", "a plain space")]
    [InlineData("al\u00A0ice", "a space that does not break")]
    [InlineData("alice\u2003", "an em space")]
    [InlineData("\u3000alice", "an ideographic space")]
    [InlineData("al\u200Bice", "zero width")]
    [InlineData("alice\u200D", "a zero width joiner")]
    [InlineData("\uFEFFalice", "a byte order mark")]
    [InlineData("alice\u00AD", "a soft hyphen")]
    [InlineData("alice\u2060", "a word joiner")]
    [InlineData("\u202Eecila", "right to left")]
    [InlineData("al\tice", "a tab")]
    [InlineData("ali\e[8mce", "an escape")]
    [InlineData("alice\r", "a carriage return")]
    [InlineData("alice\u0007", "a bell")]
    [InlineData("alice\u2028", "a line separator")]
    [InlineData("alice:", "a colon")]
    [InlineData("127.0.0.1:4040", "an address")]
    [InlineData("*", "a star")]
    [InlineData("[tea]", "brackets")]
    [InlineData("\u0301alice", "an accent on nothing")]
    [InlineData("²", "a number that is no digit")]
    [InlineData("👋", "a picture")]
    public async Task A_name_or_room_with_anything_but_letters_digits_and_three_signs_is_refused(
        string name, string because)
    {
        using var nul = await shared.Server.NulAsync();
        await nul.SettleAsync();
        await nul.SendAllAsync([$"/name {name}", $"/join {name}", "end"]);
        await nul.ExpectAsync([$"* a name has {Charset}", $"* a room has {Charset}", $"{nul.Address}: end"]);
        because.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("alice-b_c.9")]
    [InlineData("Åsa")]
    [InlineData("李雷")]
    [InlineData("मन")]
    [InlineData("٣٤")]
    [InlineData("𐐀lice")]
    public async Task Letters_and_digits_of_any_script_are_welcome(string name)
    {
        using var client = await shared.Server.LineAsync();
        await client.SendAllAsync([$"/name {name}", $"/join {name}", "hello"]);
        await client.ExpectAsync($"* {client.Guest} is now {name}", $"* {name} joined", $"{name}: hello");
    }

    [Fact]
    public async Task Unknown_words_are_quoted_short_and_clean()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var client = await server.LineAsync("alice");
        await client.SendAllAsync(["/\e[2J", "/msg \e]0;x\a hi", "/who \u009B", "/leave \e",
            $"/{new string('y', 50_000)}", "end"]);
        var answers = await client.ReadUntilAsync("alice: end");
        answers.Should().HaveCount(5)
            .And.OnlyContain(line => line.StartsWith("* ", StringComparison.Ordinal) && line.Length < 200);
        answers.Should().NotContain(line => line.Any(char.IsControl));
    }

    [Fact]
    public async Task A_name_is_free_again_when_its_holder_left()
    {
        await using var server = await RxChatProcess.ServeAsync();
        var (alice, other) = (await server.LineAsync("alice"), await server.LineAsync());
        await alice.SendAsync("/name Alicia");
        await alice.ReadUntilAsync("* alice is now Alicia");
        await other.SendAsync("/name alice");
        await other.ReadUntilAsync($"* {other.Guest} is now alice");
        await alice.SendAsync("/name ALICIA");
        await alice.ReadUntilAsync("* Alicia is now ALICIA");
        alice.Reset();
        await other.ReadUntilAsync("* ALICIA left");
        await other.SendAsync("/name alicia");
        await other.ExpectAsync("* alice is now alicia");
    }
}
