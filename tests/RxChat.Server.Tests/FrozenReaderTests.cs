using System.Globalization;
using System.Text;

namespace RxChat.Server.Tests;

/// <summary>One client stops reading while many messages pass.</summary>
[Collection(nameof(Load))]
public class FrozenReaderTests
{
    private const int Backlog = 256 * 1024;

    /// <summary>
    /// What the collector may leave lying: less than the 15 MB that the last three quarters of the full form would add
    /// to a queue without a bound. A backlog counts twice, since what waits may keep alive chunks of which it uses
    /// half.
    /// </summary>
    private const int CollectorSlack = 14 * 1024 * 1024;

    private static readonly int s_readers = Scale.Of(quick: 49, full: 199);
    private static readonly int s_messages = Scale.Of(quick: 4_000, full: 20_000);

    [Fact]
    public async Task A_frozen_reader_is_disconnected_with_a_last_notice_and_the_others_get_everything()
    {
        await using var server = await Serve("disconnect");
        var frozen = await Frozen(server);
        await Pour(server);
        (await server.LogLineAsync(" disconnected ")).Should()
            .Contain($"you read too slowly: more than {Backlog} bytes waited");

        var heard = await frozen.ReadToEndAsync();
        heard[^1].Should().Be($"* you read too slowly: more than {Backlog} bytes waited");
        heard.SkipLast(1).Select(Number).Should().Equal(Enumerable.Range(0, heard.Count - 1));
        heard.Count.Should().BeLessThan(s_messages);
    }

    [Fact]
    public async Task A_frozen_reader_misses_the_oldest_messages_and_is_told_how_many_and_the_others_get_everything()
    {
        await using var server = await Serve("drop-oldest");
        var frozen = await Frozen(server);
        await Pour(server);

        var expected = 0;
        var gaps = 0;
        foreach (var frame in await frozen.ReadUntilAsync("pub: end"))
        {
            if (frame.StartsWith("* ", StringComparison.Ordinal))
            {
                frame.Should().MatchRegex(@"^\* \d+ messages? missed$");
                expected += int.Parse(frame.Split(' ')[1], CultureInfo.InvariantCulture);
                gaps++;
            }
            else
            {
                Number(frame).Should().Be(expected++, "what was missed is told where the gap is");
            }
        }
        expected.Should().Be(s_messages, "what came and what was missed is all there was");
        gaps.Should().BePositive();
    }

    private static Task<RxChatProcess> Serve(string overflow) =>
        RxChatProcess.ServeAsync("--backlog", $"{Backlog}", "--overflow", overflow, "--drain", "120");

    // With a small receive buffer of its own, what the system takes in its place stays small too.
    private static async Task<RawClient> Frozen(RxChatProcess server)
    {
        var frozen = await server.NulAsync(receiveBuffer: 4096);
        await frozen.SettleAsync();
        return frozen;
    }

    private static async Task Pour(RxChatProcess server)
    {
        var readers = new List<RawClient>();
        foreach (var batch in Enumerable.Range(0, s_readers).Chunk(50))
        {
            readers.AddRange(await Task.WhenAll(batch.Select(async _ =>
            {
                var reader = await server.NulAsync();
                await reader.SettleAsync();
                return reader;
            })));
        }
        var publisher = readers[0];
        await publisher.SendAsync("/name pub");
        await publisher.ReadUntilAsync($"* {publisher.Address} is now pub");
        var said = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, s_messages).Select(i => $"{Text(i)}\0")));
        var heard = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, s_messages).Select(i => $"pub: {Text(i)}\0")));

        // By the end of the first quarter everything ran once and the frozen one's backlog is full: what follows is the
        // same again.
        var (saidFirst, heardFirst) = (said.Length / 4, heard.Length / 4);
        await PourAsync(said.AsMemory(..saidFirst), heard.AsMemory(..heardFirst));
        var before = server.PeakResidentBytes;
        await PourAsync(said.AsMemory(saidFirst..), heard.AsMemory(heardFirst..));
        (server.PeakResidentBytes - before).Should().BeLessThan((2 * Backlog) + CollectorSlack);

        await publisher.SendAsync("end");
        await Task.WhenAll(readers.Select(reader => reader.ExpectAsync("pub: end")));

        Task PourAsync(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> received) =>
            Task.WhenAll([publisher.SendBytesAsync(sent),
                .. readers.Select(reader => reader.ExpectBytesAsync(received))]);
    }

    private static string Text(int i) => $"{i:00000000} {new string('x', 1024 - 9)}";

    private static int Number(string frame)
    {
        frame.Should().HaveLength("pub: ".Length + 1024).And.StartWith("pub: ");
        return int.Parse(frame.AsSpan(5, 8), CultureInfo.InvariantCulture);
    }
}
