namespace RxChat.Tests.Values;

/// <summary>A name is found in a text as people would find it, of whatever script either is.</summary>
public class WordsTests
{
    [Theory]
    [InlineData("ask Ann-Marie, now", "ann-marie", true)]
    [InlineData("спроси ann-marie!", "ann-marie", true)]
    [InlineData("спроси Жан-Поль", "жан-поль", true)]
    [InlineData("спросиann-marie", "ann-marie", false)]
    [InlineData("ann-marieя", "ann-marie", false)]
    [InlineData("joann-marie", "ann-marie", false)]
    [InlineData("𝐀ann.b", "ann.b", false)]
    [InlineData("😀ann.b😀", "ann.b", true)]
    [InlineData("ann", "ann-marie", false)]
    [InlineData("спроси аню", "АНЮ", true)]
    [InlineData("anna knows", "ann", false)]
    [InlineData("", "ann", false)]
    public void A_word_is_whole_whatever_is_around_it(string text, string word, bool has) =>
        Words.Has(text, word).Should().Be(has);
}
