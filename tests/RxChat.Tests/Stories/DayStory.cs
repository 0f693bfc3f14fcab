using System.Globalization;
using System.Net;

namespace RxChat.Tests.Stories;

public class DayStory
{
    /// <summary>
    /// A hundred people come, speak, take names, change rooms, stand still, break off and come again, around the clock.
    /// </summary>
    [Fact]
    public void A_server_runs_for_24_hours_twice_with_identical_transcripts()
    {
        var first = ADay(seed: 1);
        var second = ADay(seed: 1);

        first.Should().Be(second);
        first.Split('\n').Should().HaveCountGreaterThan(50_000);
        ADay(seed: 2).Should().NotBe(first);
    }

    private static string ADay(int seed)
    {
        var random = new Random(seed);
        var chat = new VirtualChat(new ChatServerOptions
        {
            Idle = TimeSpan.FromHours(6), Overflow = Overflow.DropOldest, Backlog = 70_000,
        });
        for (var n = 0; n < 100; n++) PlanDay(chat, random, n);
        chat.Run(TimeSpan.FromHours(24));
        chat.Stop();
        return chat.Transcript;
    }

    private static void PlanDay(VirtualChat chat, Random random, int n)
    {
        var client = chat.Connect($"{n:00}", Moment(random, 4), n % 3 == 0 ? "nul" : "line",
            new IPEndPoint(0x0100007F, 1000 + n), window: 2048);
        var name = string.Create(CultureInfo.InvariantCulture, $"person{n % 70}");
        client.Says($"/name {name}", TimeSpan.FromHours(4));
        for (var said = 0; said < 20; said++)
            client.Says($"{said} {new string('x', random.Next(200))}", TimeSpan.FromHours(4) + Moment(random, 20));
        client.Says($"/join room{n % 7}", TimeSpan.FromHours(4) + Moment(random, 10));
        if (n % 10 == 0) client.Freezes(TimeSpan.FromHours(8)).Thaws(TimeSpan.FromHours(9));
        if (n % 11 == 0) client.Resets(TimeSpan.FromHours(10) + Moment(random, 1));
        if (n % 13 == 0) client.Dribbles("bye\n\0"u8.ToArray(), TimeSpan.FromHours(11)).Ends(TimeSpan.FromHours(12));
    }

    private static TimeSpan Moment(Random random, int hours) => TimeSpan.FromSeconds(random.Next(hours * 3600));
}
