using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RxChat.Web;

/// <summary>Routes below <c>/api/admin</c>, for those alone who may.</summary>
/// <param name="routes">All.</param>
/// <param name="only">Makes what answers them.</param>
internal sealed class AdminRoutes(IEndpointRouteBuilder routes, Func<RequestDelegate, RequestDelegate> only)
{
    /// <summary>One that answers with what is read, as JSON.</summary>
    public void Map(
        string name, string summary, Func<HttpContext, Task<object>> read, params Described.Parameter[] takes) =>
        Map(name, summary, read, [], takes);

    /// <summary>One that may be refused, too.</summary>
    public void Map(
        string name, string summary, Func<HttpContext, Task<object>> read, int[] refusals,
        params Described.Parameter[] takes) =>
        routes.MapGet($"/api/admin/{name}", only(async http =>
        {
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.WriteAsJsonAsync(
                await read(http).ConfigureAwait(false), options: null, Described.Json, http.RequestAborted)
                .ConfigureAwait(false);
        })).WithMetadata(new Described($"admin{char.ToUpperInvariant(name[0])}{name[1..]}", $"{summary}, for operators")
        {
            Takes = takes, Answers = [new(200, "all of it", Described.Json, $"admin {name}")],
            Refusals = [.. refusals, 401, 429, 503], IsByToken = true,
        });
}
