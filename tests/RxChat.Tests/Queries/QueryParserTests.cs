using CsCheck;

namespace RxChat.Tests.Queries;

/// <summary>What is a query, how all write it who mean the same, and what is wrong with what is none.</summary>
public class QueryParserTests
{
    private static readonly string[] s_words =
    [
        "in", "ops", ",", "|", "has", "from", "not", "mentions", "replies", "last", "top", "5", "per", "1m", "by",
        "room", "count", " ", "é", "\ud800", "\t", "quiet", "99999999s",
    ];

    [Theory]
    [InlineData("in ops", "in ops")]
    [InlineData("  IN  ops,dev ,Lobby ", "in dev, Lobby, ops")]
    [InlineData("in ops, Ops, ｏｐｓ", "in ops")]
    [InlineData("in ops|has Deploy, deploy now!", "in ops | has Deploy now")]
    [InlineData("in ops | not has a | has b | not has A", "in ops | has b | not has a")]
    [InlineData("in ops | from bob, al | mentions ann | replies", "in ops | from al, bob | mentions ann | replies")]
    [InlineData("in ops | NOT replies | not mentions guest-3", "in ops | not mentions guest-3 | not replies")]
    [InlineData("in from | from in | has has", "in from | from in | has has")]
    [InlineData("in ops | last 100", "in ops | last 100")]
    [InlineData("in ops | sample 60s", "in ops | sample 1m")]
    [InlineData("in ops | distinct by from per 24h", "in ops | distinct per 1d by from")]
    [InlineData("in ops | count per 90s", "in ops | count per 90s")]
    [InlineData("in ops | count by room per 1M", "in ops | count per 1m by room")]
    [InlineData("in ops | top 5 by from per 60m", "in ops | top 5 per 1h by from")]
    [InlineData("in ops | quiet 5m", "in ops | quiet 5m")]
    [InlineData("in ops | burst 10 per 1m", "in ops | burst 10 per 1m")]
    public void A_query_is_written_in_one_way(string text, string canonical)
    {
        $"{QueryParser.Parse(text)}".Should().Be(canonical);
        $"{QueryParser.Parse(canonical)}".Should().Be(canonical, "it means the same");
    }

    [Theory]
    [InlineData("", 1, "a query begins with its rooms, as in: in ops, dev | has deploy")]
    [InlineData("ops | has x", 1, "a query begins with its rooms, as in: in ops, dev | has deploy")]
    [InlineData("in", 3, "a room is missing")]
    [InlineData("in ops,", 8, "a room is missing")]
    [InlineData("in @bob", 4, "\"@bob\" is no name of a room")]
    [InlineData("in a,b,c,d,e,f,g,h,i", 20, "there are at most 8 names")]
    [InlineData("in ops dev", 8, "\"dev\" is too much; '|' comes before what is next")]
    [InlineData("in ops |", 9, "the end is no filter (has, from, mentions, replies, not) and nothing that is told"
        + " (last, sample, distinct, count, top, quiet, burst)")]
    [InlineData("in ops | hass x", 10, "\"hass\" is no filter (has, from, mentions, replies, not) and nothing that is"
        + " told (last, sample, distinct, count, top, quiet, burst)")]
    [InlineData("in ops | not count per 1m", 14, "\"count\" is no filter: has, from, mentions, replies")]
    [InlineData("in ops | has --", 14, "a word is missing")]
    [InlineData("in ops | has 1 2 3 4 5 6 7 8 9", 14, "there are at most 8 words")]
    [InlineData("in ops | from a b", 17, "\"b\" is too much; '|' comes before what is next")]
    [InlineData("in ops | last", 14, "the end is no number from 1 to 100, as in: last N")]
    [InlineData("in ops | last 0", 15, "\"0\" is no number from 1 to 100, as in: last N")]
    [InlineData("in ops | burst 1 per 1s", 16, "\"1\" is no number from 2 to 1000, as in: burst N per TIME")]
    [InlineData("in ops | quiet 5", 16, "\"5\" is no time from 1s to 1d, in s, m, h or d, as in: quiet 5m")]
    [InlineData("in ops | sample 2d", 17, "\"2d\" is no time from 1s to 1d, in s, m, h or d, as in: sample 5m")]
    [InlineData("in ops | count", 15, "per is missing, as in: count per TIME, or count per TIME by from|room")]
    [InlineData("in ops | count per 1m by day", 26,
        "\"day\" is neither from nor room, as in: count per TIME, or count per TIME by from|room")]
    [InlineData("in ops | top 3 per 1m", 22, "by is missing, as in: top N per TIME by from|room")]
    [InlineData("in ops | count per 1m | has x", 25, "nothing comes after what is told")]
    public void What_is_no_query_says_where_and_why(string text, int column, string problem)
    {
        QueryParser.TryParse(text, out _, out var bad).Should().BeFalse();
        bad.Should().Be(new BadQuery(problem, column));
    }

    [Fact]
    public void A_query_is_short_and_has_few_filters()
    {
        QueryParser.TryParse("in ops | has " + new string('x', 988), out _, out var bad).Should().BeFalse();
        bad!.Problem.Should().Be("a query has at most 1000 characters");
        QueryParser.TryParse("in ops" + string.Concat(Enumerable.Repeat("| replies", 9)), out _, out bad)
            .Should().BeFalse();
        bad!.Problem.Should().Be("there are at most 8 filters");
    }

    [Fact]
    public void No_text_makes_it_fail_in_another_way() => Gen.Int[0, s_words.Length - 1].Select(n => s_words[n])
        .Array[0, 12].Select(words => string.Join(' ', words)).Sample(
        text => QueryParser.TryParse(text, out var query, out var bad)
            ? $"{QueryParser.Parse($"{query}")}" == $"{query}"
            : bad.Column >= 1 && bad.Column <= text.Length + 1,
        iter: 20_000);
}
