using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary><c>/api/admin/recording</c>, <c>moment</c> and <c>why</c>: how it stood, and why (docs/recordings.md).
/// </summary>
internal sealed class RecordingApi(IRecordedChat? recording)
{
    // Whoever moves a slider asks often, and reading takes a while: one after the other.
    private readonly Lock _one = new();

    public void Map(AdminRoutes routes)
    {
        routes.Map("recording", "Asks from when to when there is a recording",
            http => ReadAsync(http, static recording => recording.Span), [404]);
        routes.Map("moment", "Asks who was where at a recorded moment",
            http =>
            {
                var (at, steps) = (TimeOf(http), StepsOf(http));
                return ReadAsync(http, recording => recording.At(at, steps));
            }, [400, 404],
            new Described.Parameter("at", "when, as in 2026-01-31T12:30:05Z"),
            new Described.Parameter("steps", "so many commands later; earlier with a minus"));
        routes.Map("why", "Asks what became of a recorded message, and why somebody did not get it",
            http => ReadAsync(http, recording => new
            {
                lines = recording.Why($"{http.Request.Query["of"]}", $"{http.Request.Query["whom"]}"),
            }), [404],
            new Described.Parameter("of", "an id, a key, a ref, or a room and a number as in tea/7"),
            new Described.Parameter("whom", "the name of somebody who did not get it"));
    }

    private async Task<object> ReadAsync(HttpContext http, Func<IRecordedChat, object> read)
    {
        if (recording is null) throw NotThere("nothing is recorded; start the server with --record FILE");
        try
        {
            return await Task.Run(() => Read(recording, read), http.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw NotThere(e.Message);
        }
    }

    private object Read(IRecordedChat recording, Func<IRecordedChat, object> read)
    {
        lock (_one) return read(recording);
    }

    private static BadHttpRequestException NotThere(string why) => new(why, StatusCodes.Status404NotFound);

    private static DateTimeOffset TimeOf(HttpContext http) => DateTimeOffset.TryParse(
        $"{http.Request.Query["at"]}", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time
        : throw new BadHttpRequestException(
            "\"at\" is a time such as 2026-01-31T12:30:05Z", StatusCodes.Status400BadRequest);

    private static int StepsOf(HttpContext http) => $"{http.Request.Query["steps"]}" is not { Length: > 0 } text ? 0
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var steps) ? steps
        : throw new BadHttpRequestException(
            "\"steps\" is a whole number of commands", StatusCodes.Status400BadRequest);
}
