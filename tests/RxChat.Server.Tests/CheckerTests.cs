using System.Globalization;

namespace RxChat.Server.Tests;

/// <summary>
/// Readers of every kind beside publishers and people who come and go; what each of them got is
/// compared. RXCHAT_SEED repeats a trial.
/// </summary>
[Collection(nameof(Load))]
public class CheckerTests
{
    private const int KiB = 1024;

    private static readonly TimeSpan s_half = TimeSpan.FromSeconds(Scale.Of(quick: 10, full: 300));

    /// <summary>Longer than anybody is frozen here: what is theirs, last words included, waits for them.</summary>
    private static readonly string[] s_patient = ["--drain", "900"];

    private static int Seed { get; } = Environment.GetEnvironmentVariable("RXCHAT_SEED") is { Length: > 0 } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Random.Shared.Next(1 << 24);

    /// <summary>
    /// The publishers always have more to say than the server takes of them; with what those say who come and
    /// go, it is less than the slowest read.
    /// </summary>
    [Fact]
    public async Task Everybody_gets_everything_in_one_order_while_the_server_bounds_the_rate()
    {
        var plan = new CheckerPlan(
            Size: 64,
            Window: 200,
            Nul:
            [
                .. Many(4, new(Publishes: true)),
                new(), new(48 * KiB), new(64 * KiB), new(256 * KiB), new(AtOnce: 1), new(64 * KiB, AtOnce: 7),
            ],
            Line: [new(), new(64 * KiB), new(AtOnce: 3)],
            Side: Many(3, new()),
            Guests: 6,
            Frozen: 1,
            PauseBetweenActs: TimeSpan.FromMilliseconds(150));
        await using var server = await RxChatProcess.ServeAsync(["--rate", "50", .. s_patient]);
        await PassAsync(plan, server);
    }

    /// <summary>
    /// The publishers say as much as they can; most of the room, publishers among them, reads at one rate, at which a
    /// server that slows its publishers has to end up.
    /// </summary>
    [Fact]
    public async Task Everybody_gets_everything_in_one_order_while_publishers_outrun_their_readers()
    {
        const int Rate = 256 * KiB;
        var plan = new CheckerPlan(
            Size: 1000,
            Window: KiB,
            Nul: [.. Many(4, new(Rate, Publishes: true)), .. Many(10, new(Rate)), new(4 * Rate), new()],
            Line: [new(2 * Rate), new(4 * Rate)],
            Side: Many(3, new()),
            Guests: 3,
            Frozen: 2,
            PauseBetweenActs: null);
        await using var server = await RxChatProcess.ServeAsync(s_patient);
        await PassAsync(plan, server);
    }

    [Fact]
    public async Task A_server_that_does_well_passes() =>
        (await TryAsync((message, _) => [message])).Should().BeEmpty();

    [Fact]
    public async Task A_dropped_message_is_found() =>
        (await TryAsync((message, number) => number == 7 ? [] : [message]))
            .Should().Contain(fault => fault.Contains("Lost = 1,"));

    [Fact]
    public async Task A_doubled_message_is_found() =>
        (await TryAsync((message, number) => number == 7 ? [message, message] : [message]))
            .Should().Contain(fault => fault.Contains("Doubled = 1,"));

    [Fact]
    public async Task Another_order_is_found()
    {
        byte[] held = [];
        (await TryAsync((message, number) =>
        {
            if (number == 7) held = message;
            return number == 7 ? [] : number == 8 ? [message, held] : [message];
        })).Should().Contain(fault => fault.Contains("got another message"));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(50)]
    public async Task A_garbled_message_is_found(int at)
    {
        var faults = await TryAsync((message, number) =>
        {
            var got = message.ToArray();
            if (number == 7) got[at] ^= 1;
            return [got];
        });
        faults.Should().NotBeEmpty();
    }

    private static async Task PassAsync(CheckerPlan plan, RxChatProcess server)
    {
        using var trial = new CheckerTrial(plan, Seed);
        try
        {
            await trial.ComeAsync(server);
            await trial.RunAsync(s_half);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"the trial of {trial} did not come to its end", e);
        }
        string.Join('\n', trial.Faults.Take(20)).Should().BeEmpty("of {0}", trial);
        TestContext.Current.TestOutputHelper?.WriteLine(trial.ToString());
    }

    private static async Task<IReadOnlyList<string>> TryAsync(Func<byte[], int, IEnumerable<byte[]>> fault)
    {
        CheckerReader[] readers = [.. Many(2, new(Publishes: true)), new(), new(AtOnce: 1)];
        var plan =
            new CheckerPlan(64, Window: 50, readers, Line: [], Side: [], Guests: 0, Frozen: 0, PauseBetweenActs: null);
        using var server = new BenchFaultyServer(fault);
        using var trial = new CheckerTrial(plan, Seed);
        await trial.ComeAsync(new Uri(server.Url).Port, 0, plan.Nul);
        await trial.RunAsync(TimeSpan.FromSeconds(0.5));
        return trial.Faults;
    }

    private static CheckerReader[] Many(int count, CheckerReader reader) => [.. Enumerable.Repeat(reader, count)];
}
