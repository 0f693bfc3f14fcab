using static RxChat.Tests.Chat.ChatTable;

namespace RxChat.Tests.Chat;

/// <summary>What becomes of questions about what was said, with and without a file behind.</summary>
public class RecallingTests
{
    private static readonly Said s_first = new(Says(Alice, "one") with { Key = "k" }, 1, new Ulid(7));

    private readonly ChatTable _memory = new(s_first);
    private readonly ChatTable _backed = new();

    public RecallingTests()
    {
        _backed.State.Histories.Open(new HistoryStart(
            ["e1", "e2"], [new HistoryRoom("tea", 5, [new HistoryFirst(0, 1), new HistoryFirst(1, 4)], [])]));
        _backed.Apply(new Joined(Alice, "tea", 1));
    }

    [Fact]
    public void From_memory_it_is_answered_at_once()
    {
        var page = (HistoryPage)_memory.Decide(new AskHistory(1, "LOBBY", null, null, null)).Answer!;
        page.Entries.Cast<Said>().Select(said => (said.Seq, said.Id, said.Message.Text, said.Message.From))
            .Should().Equal((1, new Ulid(7), "one", "alice"));
        _memory.Refused(new AskHistory(3, "lobby", null, null, null)).Should().Be(new NotMember("lobby"));
        _memory.Decide(new Ping(1)).Answer.Should().Be(new Pong());
    }

    [Fact]
    public void An_edit_of_a_message_that_is_kept_no_longer_loses_its_text_with_it()
    {
        var chat = new ChatTable();
        for (var seq = 1; seq < 900; seq++) chat.Apply(new Said(Says(Alice, "x"), seq));
        chat.Apply(new Edited(Says(Alice, "secret"), new Target(1), 900));
        for (var seq = 901; seq <= 1100; seq++) chat.Apply(new Said(Says(Alice, "x"), seq));
        chat.State.Histories.Of("lobby")!.First.Should().BeGreaterThan(1);
        chat.Apply(new Removed("lobby", Alice, new Target(1), default, 1101));

        var page = (HistoryPage)chat.Decide(new AskHistory(1, "lobby", null, null, 1000)).Answer!;
        page.Entries.OfType<Edited>().Should().ContainSingle().Which.Message.Text.Should().BeEmpty();
    }

    [Fact]
    public void A_key_that_was_said_is_said_no_second_time()
    {
        _memory.Decide(Says(Alice, "one") with { Key = "k" }).Answer.Should().Be(new Done(1, new Ulid(7)));
        _memory.Refused(Says(Alice, "two") with { Key = "k" }).Should().Be(new Duplicate("k"));
        _memory.Decide(Says(Alice, "one") with { Key = "other" }).Message.Should().NotBeNull();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_page_that_begins_where_memory_does_has_more_before_it_in_the_file(int limit)
    {
        for (var seq = 6; seq <= 8; seq++) _backed.Apply(new Said(Says(Alice, "x", "tea"), seq));
        _backed.State.Histories.Of("tea")!.First.Should().Be(6);
        var page = (HistoryPage)_backed.Decide(new AskHistory(1, "tea", Before: null, After: null, limit)).Answer!;
        (page.Entries.Length, page.HasMore).Should().Be((limit, true));
    }

    [Fact]
    public void What_is_in_the_file_alone_is_an_effect()
    {
        var said = Says(Alice, "x", "tea") with { Key = "k" };
        _backed.Decide(said).Effect.Should().Be(new FindSaid(said, new SaidQuery("tea", "k")));
        _backed.Decide(new GiveFound(said, null)).Message.Should().Be(said);
        _backed.Decide(new GiveFound(said, new Said(said, 2, new Ulid(9)))).Answer
            .Should().Be(new Done(2, new Ulid(9)));
        _backed.Decide(new AskHistory(1, "tea", Before: 4, After: null, Limit: 2)).Effect.Should().Be(
            new ReadHistory(1, new HistoryQuery("tea", 1, 3, 2, 128 * 1024, FromEnd: true), null, "tea"));
        _backed.Refused(new GiveHistory(1, null, "tea")).Should().Be(new HistoryUnavailable());
    }

    [Theory]
    [InlineData("e2", 2, 2, null)]
    [InlineData("e1", 2, 2, null)]
    [InlineData("e1", 5, 3, 3)]
    [InlineData("e2", 9, null, 5)]
    [InlineData("unknown", 2, 0, 0)]
    public void Who_comes_back_is_read_what_survived_of_the_epoch(string epoch, int after, int? from, int? rewound)
    {
        var decision = _backed.Decide(new JoinRoom(2, "tea", Since: new Position(epoch, after)));

        decision.Resumed.Should().Equal(rewound is { } seq ? [new Rewound("tea", seq)] : Array.Empty<Answer>());
        if (from is { } first)
        {
            ((ReadMissed)decision.Effect!).Query.Should().Be(
                new HistoryQuery("tea", first + 1, 5, 1000, 128 * 1024, FromEnd: false));
        }
        else decision.Entry.Should().Be(new Joined(Bob, "tea", 2));
    }

    [Fact]
    public void What_was_read_is_told_with_what_is_missing_of_it_and_the_rest_comes_when_it_is_taken()
    {
        var join = new JoinRoom(2, "tea", Since: new Position(null, 10));
        var query = new HistoryQuery("tea", 11, 20, 1000, 1, FromEnd: false);
        (HistoryPage Page, Answer[] Told, long Next)[] table =
        [
            (Page(true, 11, 12), [Page(true, 11, 12)], 12),
            (Page(true, 13), [new Missed(2, "tea"), Page(true, 13)], 13),
            (Page(false, 11, 12), [new Missed(8, "tea"), Page(false, 11, 12)], 20),
            (Page(false), [new Missed(10, "tea")], 20),
        ];
        foreach (var (page, told, next) in table)
        {
            var decision = _backed.Decide(new GiveMissed(join, query, page));
            decision.Resumed.Should().BeEquivalentTo(told, options => options.RespectingRuntimeTypes());
            decision.Effect.Should().Be(new AwaitTaken(join with { Since = new Position(null, next) }));
        }
        _backed.Refused(new GiveMissed(join, query, null)).Should().Be(new HistoryUnavailable());

        static HistoryPage Page(bool hasMore, params long[] numbers) =>
            new("tea", [.. numbers.Select(seq => (Numbered)new Said(Says(Alice, "x", "tea"), seq))], hasMore);
    }
}
