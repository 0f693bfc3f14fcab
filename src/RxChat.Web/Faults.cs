using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>Tells what fails as a problem and, if it is ours, reports it.</summary>
/// <param name="report">Told on any thread.</param>
internal sealed class Faults(Action<Exception> report)
{
    public async Task TellAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Problems.TellAsync(http, e.StatusCode, code: null, e.Message).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            report(e);
            if (http.Response.HasStarted) throw;
            await Problems.TellAsync(http, StatusCodes.Status500InternalServerError, code: null,
                "the server failed; its log says how").ConfigureAwait(false);
        }
    }
}
