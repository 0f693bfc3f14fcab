using System.Globalization;

namespace RxChat.Testing;

/// <summary>What people do.</summary>
public static partial class Workloads
{
    private static readonly string[] s_words = ["tea", "coffee", "milk", "sugar", "later", "now", "yes", "no", "ok"];
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1), s_hour = TimeSpan.FromHours(1);

    /// <summary>All of what follows.</summary>
    public static Workload People { get; } = Coming.And(Talking, Changing, Wandering, Naming, Whispering, Moderating);

    /// <summary>Everybody comes within five minutes, and no later than halfway.</summary>
    public static Workload Coming => static (crowd, chance) => Each(crowd, client =>
    {
        var at = chance.Of(client).Below(Min(5 * s_minute, crowd.Time / 2));
        return crowd.HomesOf(client).Select(room => new Step(at, client, new Act.Join(room)));
    });

    /// <summary>Everybody says something every quarter of an hour, and now and then a few things at once.</summary>
    public static Workload Talking => static (crowd, chance) => Each(crowd, client =>
    {
        var own = chance.Of(client);
        var homes = crowd.HomesOf(client);
        var said = 0;
        return crowd.Every(Min(15 * s_minute, crowd.Time / 8), own).SelectMany(at =>
        {
            var room = own.One<string>([.. homes]);
            return Enumerable.Range(0, own.Is(200) ? 2 + own.Below(7) : 1)
                .Select(n => new Step(
                    at + TimeSpan.FromMilliseconds(200 * n), client, new Act.Say(room, TextOf(client, ++said, own))))
                .ToArray();
        });
    });

    /// <summary>Messages are edited, removed and reacted to; rooms get topics.</summary>
    public static Workload Changing => static (crowd, chance) => Conversants(crowd).SelectMany(client =>
    {
        var own = chance.Of(client);
        var homes = crowd.HomesOf(client);
        return crowd.Every(Min(s_hour, crowd.Time / 4), own).Select(at => new Step(at, client, ChangeOf(own, homes)));
    });

    /// <summary>Everybody leaves a room now and then, and comes back or goes elsewhere.</summary>
    public static Workload Wandering => static (crowd, chance) => Each(crowd, client =>
    {
        var own = chance.Of(client);
        var homes = crowd.HomesOf(client);
        return crowd.Every(Min(s_hour, crowd.Time / 4), own).SelectMany(at =>
        {
            var (away, home) = (crowd.AnyRoom(own), own.One<string>([.. homes]));
            var back = at + own.Below(10 * s_minute);
            return new[]
            {
                new Step(at, client, new Act.Leave(home)), new Step(at, client, new Act.Join(away)),
                new Step(back, client, new Act.Leave(homes.Contains(away) ? home : away)),
                new Step(back, client, new Act.Join(home)),
            };
        });
    });

    /// <summary>Guests take other names, some of which are taken.</summary>
    public static Workload Naming => static (crowd, chance) => Guests(crowd).SelectMany(client =>
    {
        var own = chance.Of(client);
        return crowd.Every(Min(4 * s_hour, crowd.Time / 3), own).Select(at => new Step(at, client, new Act.Rename(
            own.Is(100) ? Somebody.NameOf(own.Below(crowd.Clients))
                : string.Create(CultureInfo.InvariantCulture, $"p{client}-{own.Below(100)}"))));
    });

    /// <summary>People say something to one another alone.</summary>
    public static Workload Whispering => static (crowd, chance) => Each(crowd,
        client => crowd.Every(Min(3 * s_hour, crowd.Time / 3), chance.Of(client))
            .Select((at, n) => new Step(at, client, new Act.Tell(
                chance.Of(client).Of(n).Below(crowd.Clients), $"between us {n}"))));

    /// <summary>An operator bans, mutes and kicks who has an account, and slows rooms down.</summary>
    public static Workload Moderating => static (crowd, chance) =>
        crowd.Every(Min(5 * s_minute, crowd.Time / 6), chance).SelectMany(at =>
        {
            var whom = 10 * chance.Below(1 + (crowd.Clients / 10));
            if (whom == 0 || whom >= crowd.Clients) return [];
            var room = chance.One<string>([.. crowd.HomesOf(whom)]);
            var what = chance.One("ban", "mute", "kick", "ban", "mute");
            int? seconds = what == "kick" || chance.Is(300) ? null : 1 + chance.Below(600);
            var undone = at + s_minute + chance.Below(10 * s_minute);
            var steps = new List<Step> { new(at, 0, new Act.Moderate(room, what, whom, seconds)) };
            if (what != "kick" && (seconds is null || chance.Is(200)))
                steps.Add(new Step(undone, 0, new Act.Moderate(room, $"un{what}", whom)));
            steps.Add(new Step(undone + s_minute, whom, new Act.Leave(room)));
            steps.Add(new Step(undone + s_minute, whom, new Act.Join(room)));
            return steps;
        });

    /// <summary>One after the other, each with numbers of its own.</summary>
    public static Workload And(this Workload first, params ReadOnlySpan<Workload> more)
    {
        ArgumentNullException.ThrowIfNull(first);
        Workload[] all = [first, .. more];
        return (crowd, chance) => all.SelectMany((one, n) => one(crowd, chance.Of(n)));
    }

    private static IEnumerable<Step> Each(Crowd crowd, Func<int, IEnumerable<Step>> steps) =>
        Enumerable.Range(0, crowd.Clients).SelectMany(steps);

    private static IEnumerable<int> Conversants(Crowd crowd) =>
        Enumerable.Range(0, crowd.Clients).Where(client => !Crowd.IsText(client));

    private static IEnumerable<int> Guests(Crowd crowd) =>
        Enumerable.Range(0, crowd.Clients).Where(client => !Crowd.HasAccount(client));

    private static Act ChangeOf(Chance chance, IReadOnlyList<string> homes)
    {
        var room = chance.One<string>([.. homes]);
        return chance.Below(10) switch
        {
            < 4 => new Act.Edit(room, $"={chance.Below(1000)} {chance.One(s_words)}"),
            < 6 => new Act.Remove(room),
            < 9 => new Act.React(room, "👍"),
            _ => new Act.Topic(room, $"of {chance.One(s_words)}"),
        };
    }

    // Known by its number from all others, so that it is found wherever it is heard.
    private static string TextOf(int client, int said, Chance chance) => string.Create(
        CultureInfo.InvariantCulture, $"~{(client * 1_000_000L) + said} {chance.One(s_words)} {chance.Below(100)}");

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
