using CsCheck;

namespace RxChat.Tests.Naming;

/// <summary>Which names there are, which are the same, and which pass for each other.</summary>
public class NamesTests
{
    [Theory]
    [InlineData("alice", "ASCII")]
    [InlineData("प्रेमचंद", "Hindi")]
    [InlineData("தமிழ்", "Tamil")]
    [InlineData("สมชาย", "Thai")]
    [InlineData("น้ำ", "Thai, with a sound that is two")]
    [InlineData("محمد", "Arabic")]
    [InlineData("محمد-٣", "Arabic, with its digits")]
    [InlineData("דוד", "Hebrew")]
    [InlineData("Nguyễn", "Vietnamese")]
    [InlineData("김철수", "Korean")]
    [InlineData("田中さん", "Japanese")]
    [InlineData("Ольга", "Russian")]
    [InlineData("𞤀𞤣𞤤𞤢𞤥", "Adlam, beyond 16 bits")]
    [InlineData("a.b-c_d9", "signs")]
    public void Names_of_every_script_are_names(string name, string because) =>
        Names.Problem(Names.Prepared(name), 32).Should().BeNull(because);

    [Theory]
    [InlineData("al\u200Bice", "zero width space")]
    [InlineData("al\u200Dice", "zero width joiner")]
    [InlineData("al\u00ADice", "soft hyphen")]
    [InlineData("al\u2060ice", "word joiner")]
    [InlineData("al\uFE0Fice", "variation selector")]
    [InlineData("al\u115Fice", "filler")]
    [InlineData("\u0301alice", "a mark on nothing")]
    [InlineData("ª", "compatibility form")]
    [InlineData("ﬁ", "ligature")]
    [InlineData("²", "superscript")]
    [InlineData("Ⅳ", "numeral that is no digit")]
    [InlineData("𝐚lice", "mathematical letter")]
    [InlineData("alـice", "tatweel, which is no letter")]
    [InlineData("👋", "picture")]
    public void What_nobody_sees_or_is_another_form_of_a_letter_is_in_no_name(string name, string because) =>
        Names.Problem(Names.Prepared(name), 32).Should().Be(NameProblem.Character, because);

    [Theory]
    [InlineData("aliceمحمد")]
    [InlineData("محمدalice")]
    [InlineData("3محمد")]
    [InlineData("محمد-")]
    [InlineData("محمد3٣")]
    public void A_name_is_read_in_one_direction(string name) =>
        Names.Problem(Names.Prepared(name), 32).Should().Be(NameProblem.Direction);

    [Theory]
    [InlineData("ａｌｉｃｅ", "alice")]
    [InlineData("alice\u0301", "alicé")]
    [InlineData("Nguye\u0302\u0303n", "Nguyễn")]
    [InlineData("가", "가")]
    [InlineData("각", "각")]
    [InlineData("ﾊﾟ", "パ")]
    [InlineData("\u212Bngström", "Ångström")]
    [InlineData("क\u093C", "क\u093C")]
    [InlineData("\u0958", "क\u093C")]
    [InlineData("น้ำ", "น\u0E49\u0E4D\u0E32")]
    [InlineData("a\u0323\u0307", "ạ\u0307")]
    [InlineData("a\u0307\u0323", "ạ\u0307")]
    public void What_is_the_same_is_written_the_same(string written, string prepared)
    {
        Names.Prepared(written).Should().Be(prepared);
        Names.Comparer.Equals(written, prepared).Should().BeTrue();
        Names.Comparer.GetHashCode(written).Should().Be(Names.Comparer.GetHashCode(prepared.ToUpperInvariant()));
    }

    [Fact]
    public void What_is_too_long_for_a_name_is_not_read_as_one()
    {
        // Marks in the wrong order, of which each would be moved past all others.
        var marks = new string('\u0301', 20_000) + new string('\u0323', 20_000);
        Names.Prepared(marks).Should().BeSameAs(marks);
        Names.Comparer.Equals(marks, marks + "x").Should().BeFalse();
        Names.Problem(Names.Prepared("a" + marks), 120).Should().Be(NameProblem.TooLong);
    }

    [Fact]
    public void Whatever_is_prepared_stays_as_it_is() =>
        Gen.Int[0, 0x10FFFF].Where(rune => rune is < 0xD800 or > 0xDFFF).Array[1, 6].Sample(
            runes =>
            {
                var text = string.Concat(runes.Select(char.ConvertFromUtf32));
                var once = Names.Prepared(text);
                Names.Prepared(once).Should().Be(once);
                // Taken apart, it is the same again.
                Names.Prepared(Normalization.Join(Normalization.Decompose(once))).Should().Be(once);
            },
            iter: 20_000);

    [Theory]
    [InlineData("аlice", "a Cyrillic letter")]
    [InlineData("aIice", "a capital I")]
    [InlineData("a1ice", "a one")]
    [InlineData("АLIСE", "capitals, two of them Cyrillic")]
    [InlineData("alicе", "a Cyrillic e")]
    [InlineData("ａlice", "full width")]
    [InlineData("ALICE", "case")]
    [InlineData("ɑlice", "a Latin alpha")]
    [InlineData("αlice", "a Greek alpha")]
    public void Names_that_look_like_one_are_told(string name, string because) =>
        NameLooks.Of(Names.Prepared(name)).AreLike(NameLooks.Of("alice")).Should().BeTrue(because);

    [Theory]
    [InlineData("alicia")]
    [InlineData("Алиса")]
    [InlineData("alicé")]
    public void Others_are_not(string name) =>
        NameLooks.Of(name).AreLike(NameLooks.Of("alice")).Should().BeFalse();

    [Theory]
    [InlineData("guest-3", true)]
    [InlineData("GUEST-3", true)]
    [InlineData("guest-٣", true)]
    [InlineData("guest-３", true)]
    [InlineData("gu\u0435st-3", true)]
    [InlineData("guest-", true)]
    [InlineData("guest-house", false)]
    [InlineData("guest3", false)]
    [InlineData("b\u043Et", true)]
    [InlineData("Server", true)]
    [InlineData("observer", false)]
    public void What_guests_and_the_server_are_called_is_nobodys(string name, bool isReserved) =>
        Names.IsReserved(Names.Prepared(name)).Should().Be(isReserved);
}
