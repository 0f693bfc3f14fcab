using System.Globalization;

namespace RxChat.Server.Tests;

/// <summary>Many swaps while fifty clients say numbers.</summary>
[Collection(nameof(Load))]
public class FiltersSwapTests
{
    private const int Clients = 50;

    private static readonly int s_swaps = Scale.Of(quick: 20, full: 1000);

    [Fact]
    public async Task Nothing_is_lost_doubled_or_reordered_nobody_is_disconnected_and_old_filters_leave_the_memory()
    {
        using var file = new FilterScript(Script(0));
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path, "--log", "debug");
        var speakers = new List<Speaker>();
        for (var n = 0; n < Clients; n++) speakers.Add(new Speaker(await server.NulAsync(), n));
        foreach (var speaker in speakers) await speaker.EnterAsync();

        using var enough = new CancellationTokenSource();
        var speaking = speakers.ConvertAll(speaker => speaker.SpeakAsync(enough.Token));
        for (var swap = 1; swap <= s_swaps; swap++)
        {
            if (swap % 2 == 0) file.Save(Script(swap));
            else file.SaveByRename(Script(swap));
            await server.LogLineAsync($"filters: generation {swap + 1} live");
        }
        await enough.CancelAsync();
        await Task.WhenAll(speaking);

        foreach (var speaker in speakers) speaker.Heard.Should().Equal(speakers.Select(said => said.Said));
        speakers.Sum(speaker => speaker.Said).Should().BeGreaterThan(s_swaps);
        (await server.LogLineAsync("filters: generations in memory")).Should().MatchRegex("detail=\"[12]\"$");
    }

    private static string Script(int swap) => $$"""
        // {{swap}}
        PerClient = (messages, time) => messages.MaxLength(100).RateLimit(1000000, TimeSpan.FromSeconds(1), time);
        ForEveryone = (messages, time) => messages
            .Select((message, n) => message with { Text = message.Text }).Censor("darn");
        """;

    /// <summary>
    /// Says a number, waits until it hears it, and says the next; of everyone it has to hear each number once and in
    /// order.
    /// </summary>
    private sealed class Speaker(RawClient client, int number)
    {
        private const string End = "end";

        private readonly string _name = $"c{number}";
        private int _ended;

        public int Said { get; private set; }

        public int[] Heard { get; } = new int[Clients];

        public async Task EnterAsync()
        {
            await client.SendAsync($"/name {_name}");
            await client.ReadUntilAsync(frame => frame.EndsWith($" is now {_name}", StringComparison.Ordinal),
                "its name");
        }

        public async Task SpeakAsync(CancellationToken enough)
        {
            while (!enough.IsCancellationRequested)
            {
                await client.SendAsync($"{Said}");
                while (Heard[number] == Said) await HearAsync();
                Said++;
            }
            await client.SendAsync(End);
            while (_ended < Clients) await HearAsync();
        }

        private async Task HearAsync()
        {
            var frame = await client.ReadAsync() ?? throw new InvalidOperationException($"{_name} was disconnected");
            var colon = frame.IndexOf(": ", StringComparison.Ordinal);
            if (frame[0] != 'c' || colon < 0) throw new InvalidOperationException($"{_name} was told: {frame}");
            var speaker = int.Parse(frame.AsSpan(1, colon - 1), NumberStyles.None, CultureInfo.InvariantCulture);
            if (frame.AsSpan(colon + 2).SequenceEqual(End)) _ended++;
            else int.Parse(frame.AsSpan(colon + 2), NumberStyles.None, CultureInfo.InvariantCulture).Should()
                .Be(Heard[speaker]++, "{0} speaks in order", $"c{speaker}");
        }
    }
}
