using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary><c>/api/admin</c>: how the server stands, for operators.</summary>
internal sealed class AdminApi(Task<ChatServer> server, IAdminSources? sources)
{
    private const int Most = 1000, Usual = 200;

    public static string Version { get; } = (Assembly.GetEntryAssembly() ?? typeof(AdminApi).Assembly)
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static readonly Described.Parameter[] s_list =
    [
        new("like", "a part of the name; of connections also of the address or the protocol"),
        new("limit", "the most, 200 if nothing is said and never more than 1000", Least: 0),
    ];

    private readonly DateTimeOffset _since = DateTimeOffset.UtcNow;

    public void Map(AdminRoutes routes)
    {
        Map(routes, "info", "Asks what runs", (_, running) => Task.FromResult<object>(new
        {
            version = Version, since = _since, epoch = running.Epoch, endpoints = running.Endpoints,
            isRecording = sources?.Recording is not null,
        }));
        Map(routes, "connections", "Lists connections, those first for which most waits",
            async (http, running) => new
            {
                connections = await running.ConnectionsAsync(Like(http), Limit(http)).ConfigureAwait(false),
            }, s_list);
        Map(routes, "rooms", "Lists rooms, the largest first",
            async (http, running) => new
            {
                rooms = await running.RoomsAsync(Like(http), Limit(http)).ConfigureAwait(false),
            }, s_list);
        Map(routes, "trace", "Asks what became of the last messages that something names",
            async (http, running) => new
            {
                traces = await running.TraceAsync($"{http.Request.Query["of"]}").ConfigureAwait(false),
            },
            new Described.Parameter(
                "of", "an id, a key, a ref, a room and a number as in tea/7, or who said it; at most 10 are told"));
        if (sources is null) return;
        Map(routes, "filters", "Asks which filters are in force, and what a shadow would do otherwise",
            (_, _) => Task.FromResult<object>(new { filters = sources.Filters }));
        Map(routes, "log", "Reads the last lines of the log",
            (http, _) => Task.FromResult<object>(new { lines = sources.LogAfter(Number(http, "after") ?? 0) }),
            new Described.Parameter("after", "the number of a line, as it was told", Least: 0));
        Map(routes, "config", "Asks which options are in force, and where each is from",
            (_, _) => Task.FromResult<object>(new { options = sources.Options }));
        new RecordingApi(sources.Recording).Map(routes);
    }

    private void Map(
        AdminRoutes routes, string name, string summary, Func<HttpContext, ChatServer, Task<object>> read,
        params Described.Parameter[] takes) =>
        routes.Map(
            name, summary, async http => await read(http, await server.ConfigureAwait(false)).ConfigureAwait(false),
            takes);

    private static string? Like(HttpContext http) =>
        $"{http.Request.Query["like"]}" is { Length: > 0 } like ? like : null;

    private static int Limit(HttpContext http) => (int)Math.Min(Number(http, "limit") ?? Usual, Most);

    private static long? Number(HttpContext http, string name) => long.TryParse(
        $"{http.Request.Query[name]}", NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
