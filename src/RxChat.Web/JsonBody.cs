using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RxChat.Web;

/// <summary>What every request with a JSON body has to be.</summary>
internal static class JsonBody
{
    /// <summary>Whether it says that it is JSON, which may have so many bytes; if not, that is told. It also keeps
    /// forms away, which any page may send.</summary>
    public static async Task<bool> IsExpectedAsync(HttpContext http, long most, string example)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = most;
        if (http.Request.HasJsonContentType()) return true;
        await Problems.TellAsync(http, StatusCodes.Status415UnsupportedMediaType, code: null,
            $"what is asked is application/json, such as {example}").ConfigureAwait(false);
        return false;
    }
}
