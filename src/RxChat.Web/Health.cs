using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RxChat.Web;

/// <summary>
/// <c>/healthz</c> says by its answer that the process lives; <c>/readyz</c> whether people should be sent here.
/// </summary>
internal sealed class Health(Func<Task<bool>> keeps)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", http => TellAsync(http, "ok\n")).WithMetadata(
            new Described("health", "Asks whether the process lives") { Answers = [new(200, "ok", Described.Text)] });
        routes.MapGet("/readyz", IsReadyAsync).WithMetadata(
            new Described("readiness", "Asks whether it accepts people, and keeps what they say")
            {
                Answers = [new(200, "ready", Described.Text)], Refusals = [503],
            });
    }

    // That it accepts is said by that it was asked: who stops accepts nothing, and closes what is open.
    private async Task IsReadyAsync(HttpContext http) => await (await KeepsAsync().ConfigureAwait(false)
        ? TellAsync(http, "ready\n")
        : Problems.TellAsync(http, StatusCodes.Status503ServiceUnavailable, "history_unavailable",
            "what was said last could not be kept, nor can it now; the log says why")).ConfigureAwait(false);

    // A disk that hangs answers nothing, and who asks is not made to hang.
    private async Task<bool> KeepsAsync()
    {
        try
        {
            return await keeps().WaitAsync(s_patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static Task TellAsync(HttpContext http, string word)
    {
        (http.Response.ContentType, http.Response.Headers.CacheControl) = (Described.Text, "no-store");
        return http.Response.WriteAsync(word, http.RequestAborted);
    }
}
