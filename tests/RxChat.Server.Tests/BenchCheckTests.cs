using System.Text;
using RxChat.Bench.Check;

namespace RxChat.Server.Tests;

public class BenchCheckTests
{
    private const int Publishers = 3;
    private static readonly Payload s_payload = new(48, 0, run: 0xABCDEF);

    [Theory]
    [InlineData(0, 1L, 0L)]
    [InlineData(2, 68_719_476_735L, 281_474_976_710_655L)]
    [InlineData(4093, 123_456_789L, 987_654_321_012L)]
    public void A_payload_comes_back_as_it_was_and_is_printable(int publisher, long sequence, long due)
    {
        var bytes = Message(publisher, sequence, due);
        bytes.Should().EndWith(0).And.HaveCount(48);
        bytes.SkipLast(1).Should().OnlyContain(value => value >= 0x20 && value < 0x7F)
            .And.NotContain((byte)'/', "a first one would be a command");
        s_payload.TryRead([.. "somebody: "u8, .. bytes.AsSpan(0, 47)], out var mark).Should().BeTrue();
        (mark.Publisher, mark.Sequence, mark.Due).Should().Be((publisher, sequence, due));
    }

    [Fact]
    public void What_others_say_is_passed_over()
    {
        var other = new byte[48];
        new Payload(48, 0, run: 0xABCDEE).Write(other, 0, 1, 0);
        var damaged = Message(0, 1);
        damaged[^2]++;
        var checker = new Checker(s_payload, Publishers);
        var longer = Encoding.ASCII.GetBytes(new string('z', 5000) + "\0");
        checker.Feed([.. other, .. damaged, .. "* hello\0short\0"u8, .. longer, .. Message(Publishers, 1)], null);
        (checker.Deliveries, checker.Strangers, checker.Notice).Should().Be((0, 4, "hello"));
        checker.Finish([0, 0, 0]).Should().Be(new Verdict(0, 0, 0, 0));
    }

    [Fact]
    public void Any_split_is_read_alike()
    {
        var strange = Encoding.ASCII.GetBytes(new string('z', 900));
        byte[] bytes =
        [
            .. "a: "u8, .. Message(0, 1), .. "* a notice\0b: "u8, .. Message(1, 1),
            .. strange, .. Message(0, 2), .. "x\0"u8,
        ];
        var whole = Feed(bytes, bytes.Length);
        whole.Deliveries.Should().Be(3);
        for (var size = 1; size < bytes.Length; size++)
        {
            var split = Feed(bytes, size);
            (split.Deliveries, split.Finish([2, 1, 0]))
                .Should().Be((3, whole.Finish([2, 1, 0])), "chunks of {0}", size);
        }
    }

    [Theory]
    [InlineData("1 2 3 4", 0, 0, 0)]
    [InlineData("1 2 3", 1, 0, 0)]
    [InlineData("2 3 4", 1, 0, 0)]
    [InlineData("1 4", 2, 0, 0)]
    [InlineData("", 4, 0, 0)]
    [InlineData("1 2 2 3 4 1", 0, 2, 0)]
    [InlineData("1 3 2 4", 0, 0, 1)]
    [InlineData("4 1 2 3", 0, 0, 3)]
    [InlineData("4 2 2", 2, 1, 1)]
    public void Lost_doubled_and_misordered_are_told_apart(string sequences, long lost, long doubled, long misordered)
    {
        var checker = new Checker(s_payload, Publishers);
        foreach (var sequence in sequences.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            checker.Feed(Message(1, int.Parse(sequence)), null);
        checker.Finish([0, 4, 0]).Should().Be(new Verdict(lost, doubled, misordered, checker.Finish([0, 4, 0]).Order));
    }

    [Fact]
    public void Another_order_of_two_publishers_is_found_though_each_is_in_order()
    {
        var reception = Started(4, out _);
        for (var i = 0; i < 4; i++)
            reception.Received(i, i == 2 ? [.. Message(1, 1), .. Message(0, 1)] : [.. Message(0, 1), .. Message(1, 1)]);
        reception.Finish([1, 1, 0]).Should().Be(new Findings(0, 0, 0, 1));
    }

    [Fact]
    public void Counting_begins_behind_the_start_in_whatever_chunk_that_is()
    {
        var arrivals = new Arrivals();
        var reception = new Reception(s_payload, 2, Publishers, arrivals);
        reception.Gather(2);
        reception.Received(0, [.. Message(Payload.Gather, 1), .. Message(Payload.Gather, 2)]);
        reception.Received(1, Message(Payload.Gather, 1));
        (reception.Gathered, reception.Started).Should().Be((1, 0));
        reception.Received(1, Message(Payload.Gather, 2));
        reception.Gathered.Should().Be(2);
        reception.Received(0, [.. Message(Payload.Start, 0), .. Message(0, 1, due: 77)]);
        reception.Received(1, [.. "half a line"u8, 0, .. Message(Payload.Start, 0).AsSpan(0, 20)]);
        reception.Received(1, [.. Message(Payload.Start, 0).AsSpan(20), .. Message(0, 1, due: 77).AsSpan(0, 30)]);
        reception.Deliveries.Should().Be(1);
        reception.Received(1, Message(0, 1, due: 77).AsSpan(30));
        (reception.Deliveries, reception.Started, reception.Together).Should().Be((2, 2, 2));
        arrivals.Dues.Should().Equal(77, 77);
        reception.Finish([1, 0, 0]).IsFlawless.Should().BeTrue();
    }

    [Fact]
    public void A_connection_with_lines_of_its_own_is_read_by_itself_and_loses_nothing()
    {
        var reception = Started(3, out var arrivals);
        for (var sequence = 1; sequence <= 10; sequence++)
        {
            var message = Message(0, sequence);
            for (var i = 0; i < 3; i++)
                reception.Received(i, i == 1 && sequence == 5 ? [.. "* only for you\0"u8, .. message] : message);
        }
        (reception.Together, reception.Deliveries, arrivals.Dues.Count).Should().Be((2, 30, 30));
        reception.Notice(1).Should().Be("only for you");
        reception.Finish([10, 0, 0]).IsFlawless.Should().BeTrue();
    }

    [Fact]
    public void One_far_behind_is_checked_all_the_same()
    {
        var reception = Started(3, out var arrivals);
        var round = new byte[48 * 1000];
        var last = 0;
        // 24 MB: more than is remembered for connections to be compared with.
        for (var i = 0; i < 500; i++)
        {
            for (var at = 0; at < round.Length; at += 48) s_payload.Write(round.AsSpan(at), 0, ++last, 0);
            reception.Received(0, round);
            reception.Received(1, i % 2 == 0 ? round.AsSpan(0, 1007) : round.AsSpan());
            if (i % 2 == 0) reception.Received(1, round.AsSpan(1007));
            if (i < 20) reception.Received(2, round);
        }
        (reception.Deliveries, arrivals.Dues.Count).Should().Be((1_020_000, 1_020_000));
        reception.Finish([last, 0, 0]).Should().Be(new Findings(480_000, 0, 0, 0));
        reception.Together.Should().Be(2);
    }

    private static byte[] Message(int publisher, long sequence, long due = 0)
    {
        var bytes = new byte[48];
        s_payload.Write(bytes, publisher, sequence, due);
        return bytes;
    }

    private static Checker Feed(byte[] bytes, int size)
    {
        var checker = new Checker(s_payload, Publishers);
        foreach (var chunk in bytes.Chunk(size)) checker.Feed(chunk, null);
        return checker;
    }

    private static Reception Started(int connections, out Arrivals arrivals)
    {
        arrivals = new Arrivals();
        var reception = new Reception(s_payload, connections, Publishers, arrivals);
        for (var i = 0; i < connections; i++) reception.Received(i, Message(Payload.Start, 0));
        return reception;
    }

    private sealed class Arrivals : IArrivals
    {
        public List<long> Dues { get; } = [];

        public void Arrived(long due, int left) => Dues.Add(due);
    }
}
