using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>Lets in those who may run the server, by a token or a certificate of an operator's account.</summary>
internal sealed class Operators(Gate visitors)
{
    /// <summary>Who asks, if they may; null when they may not, which is told.</summary>
    public async Task<Visit?> EnterAsync(HttpContext http)
    {
        if (await Visit.BeginAsync(http, visitors).ConfigureAwait(false) is not { } visit) return null;
        if (visit.Operates) return visit;
        await visit.DisposeAsync().ConfigureAwait(false);
        await (visit.Account is null
            ? Problems.TellAsync(http, StatusCodes.Status401Unauthorized, "login_required",
                "this is for operators; send a token of theirs: Authorization: Bearer TOKEN")
            : Problems.TellAsync(http, StatusCodes.Status403Forbidden, "not_allowed",
                $"{visit.Account} is no operator, or the token lacks the scope operate")).ConfigureAwait(false);
        return null;
    }

    /// <summary>A route for them alone.</summary>
    public RequestDelegate Only(RequestDelegate answer) => async http =>
    {
        if (await EnterAsync(http).ConfigureAwait(false) is not { } visit) return;
        await using (visit) await answer(http).ConfigureAwait(false);
    };
}
