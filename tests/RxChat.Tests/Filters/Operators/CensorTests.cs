using CsCheck;

namespace RxChat.Tests.Filters.Operators;

public class CensorTests
{
    private static readonly string[] s_invisible =
        ["", "\u0301", "\u200B", "\u20DD", "\uFEFF", "\u00AD", "\u2060", "\u0336\u0336"];

    [Fact]
    public void A_word_becomes_stars_and_nothing_else_changes()
    {
        var stage = new DrawnFilter(('x', "well, Darn it"), ('y', "well, **** it"), ('z', "darning"));
        var said = stage.Said("a-x-z|");

        stage.Heard(said.Censor("darn", "heck")).Should().Be("a-y-z|", stage.Text);

        said.Should().HaveSubscriptions("^----!");
        stage.Told.Should().BeEmpty();
    }

    [Theory]
    [InlineData("DARN", "****")]
    [InlineData("ｄａｒｎ", "****")]
    [InlineData("d\u0301arn!", "*****!")]
    [InlineData("d\u200Ba\u200Dr\u00ADn", "*******")]
    [InlineData("dárń", "****")]
    [InlineData("darn, heck", "****, ****")]
    [InlineData("heckler", "heckler")]
    [InlineData("I like C++ most", "I like *** most")]
    [InlineData("RESUME, résumé, re\u0301sume\u0301", "******, ******, ********")]
    [InlineData("🙂 darn 🙂", "🙂 **** 🙂")]
    public void Words_are_found_however_they_are_dressed(string text, string censored) =>
        Censored(text, "darn", "heck", "c++", "résumé").Should().Be(censored);

    [Fact]
    public void Of_two_that_begin_alike_the_longer_is_meant() =>
        Censored("darn it all", "darn", "darn it").Should().Be("******* all");

    [Fact]
    public void Any_dress_on_any_letter_hides_nothing() =>
        Gen.Select(Gen.Bool, Gen.OneOf([.. s_invisible.Select(Gen.Const)]), Gen.Bool).Array[4].Sample(dress =>
        {
            var word = string.Concat("darn".Select((letter, i) =>
            {
                var shown = dress[i].Item1 ? char.ToUpperInvariant(letter) : letter;
                return (dress[i].Item3 ? (char)(shown - '!' + '\uFF01') : shown) + dress[i].Item2;
            }));
            Censored($"oh {word} it", "darn").Should().MatchRegex(@"^oh \*{4,} it$");
            new DrawnFilter(('x', $"oh {word} it")).Heard((messages, _) => messages.Reject(@"\bdarn\b"), "x|")
                .Should().Be("-|");
        });

    [Theory]
    [InlineData("")]
    [InlineData("\u200B")]
    public void A_word_without_anything_to_see_is_refused(string word) =>
        new DrawnFilter().Invoking(stage => stage.Said("a|").Censor("darn", word)).Should().Throw<ArgumentException>();

    [Fact]
    public void A_long_text_takes_linear_time()
    {
        var text = string.Concat(Enumerable.Repeat("darn\u0301", 20_000));
        Censored(text, [.. Enumerable.Range(0, 500).Select(n => $"darn{n}")]).Should().Be(text);
    }

    [Fact]
    public void Everybody_hears_the_stars_and_the_sender_too()
    {
        var chat = new VirtualChat(
            new ChatServerOptions { FilterForEveryone = (messages, _) => messages.Censor("darn") });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("darn");
        chat.Run(TimeSpan.FromSeconds(1));
        alice.Texts.Should().EndWith("guest-1: ****");
        bob.Texts.Should().EndWith("guest-1: ****");
    }

    [Fact]
    public void Composing_it_for_another_connection_takes_no_other_expression()
    {
        var said = new DrawnFilter().Said("a|");
        _ = said.Censor("darn", "heck");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var connection = 0; connection < 1000; connection++) _ = said.Censor("darn", "heck");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1000 * 1024);
    }

    [Fact]
    public void Any_number_of_lists_is_each_its_own()
    {
        for (var n = 0; n < 300; n++)
            Censored($"darn0 darn{n}", $"darn{n}")
                .Should().Be($"{(n == 0 ? "*****" : "darn0")} {new string('*', $"darn{n}".Length)}");
    }

    private static string Censored(string text, params string[] words) =>
        Played.Through([Spoken.By(1, text, VirtualChat.Start)], (messages, _) => messages.Censor(words)).Single().Text;
}
