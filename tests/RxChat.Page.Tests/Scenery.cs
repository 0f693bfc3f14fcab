namespace RxChat.Page.Tests;

/// <summary>A chat in which something was said, as one sees it.</summary>
internal sealed class Scenery : IDisposable
{
    private static readonly (string Name, string Text)[] s_said =
    [
        ("grace", "Good morning. The release notes are at https://example.org/notes, please read them before noon."),
        ("linus", "Morning! One question about the resume: does it survive a kill -9?"),
        ("grace", "It does. Every number up to the last commit is on the disk."),
        ("grace", "What could not be said yet is said once more."),
        ("margaret", "I would like to see the numbers with a file, too.\nBoth engines, please."),
        ("ünal", "Die Zahlen stehen in der Tabelle."),
        ("linus", "10,000 clients came back in under five seconds. No gap, no double."),
    ];

    /// <summary>A room in which a program says what it did.</summary>
    public static async Task<JsonClient> DeployAsync(int port)
    {
        var ci = await JsonClient.ConnectAsync(port);
        await ci.SendAsync(new { type = "name", name = "ci" });
        await ci.JoinAsync("ops");
        foreach (var text in new[] { "deploy 214 of api to eu-1", "deploy 215 of web to eu-1" })
            await ci.SendAsync(new { type = "say", room = "ops", text });
        return ci;
    }

    private readonly Dictionary<string, JsonClient> _people = [];

    /// <summary>Who is there and has said nothing yet.</summary>
    public JsonClient Bob => _people["bob"];

    public static async Task<Scenery> MakeAsync(int port, string room = "lobby")
    {
        var scenery = new Scenery();
        var people = scenery._people;
        var ids = new List<string>();
        foreach (var (name, text) in s_said)
        {
            if (!people.TryGetValue(name, out var person))
            {
                people[name] = person = await JsonClient.ConnectAsync(port);
                await person.SendAsync(new { type = "name", name });
                await person.JoinAsync(room);
            }
            await person.SendAsync(new { type = "say", room, text, to = ids.Count == 2 ? ids[1] : null, @ref = "say" });
            ids.Add(JsonClient.TextOf((await person.ReadAsync("ok"))[^1], "id"));
        }
        await people["grace"].SendAsync(new
        {
            type = "topic", room, text = "Shipping on Friday. Releases: https://example.org/releases",
        });
        foreach (var (who, emoji) in new[] { ("linus", "🎉"), ("margaret", "🎉"), ("ünal", "👍") })
            await people[who].SendAsync(new { type = "react", room, id = ids[2], emoji });
        var bob = people["bob"] = await JsonClient.ConnectAsync(port);
        await bob.SendAsync(new { type = "name", name = "bob" });
        await bob.JoinAsync(room);
        return scenery;
    }

    public void Dispose()
    {
        foreach (var person in _people.Values) person.Dispose();
    }
}
