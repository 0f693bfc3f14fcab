using System.Security.Claims;

namespace RxChat.Web;

/// <summary>A chat that is part of an application.</summary>
public sealed class RxChatOptions
{
    /// <summary>Limits, filters and where what is said is kept. Without <see cref="ChatServerOptions.Accounts"/> people
    /// and their devices are known until the application ends.</summary>
    public ChatServerOptions Chat { get; set; } = new();

    /// <summary>Where it listens beside the application, such as <c>line://127.0.0.1:4041</c>; nowhere if empty.
    /// </summary>
    public IList<string> Listen { get; } = [];

    /// <summary>Whether who is nobody to the application may come as a guest.</summary>
    public bool AllowGuests { get; set; }

    /// <summary>What somebody who is logged in is called: by default their name, as the application knows it.
    /// </summary>
    public Func<ClaimsPrincipal, string?> Name { get; set; } = static user => user.Identity?.Name;

    /// <summary>Whether somebody may do everything everywhere: by default who has the role <c>operator</c>.</summary>
    public Func<ClaimsPrincipal, bool> IsOperator { get; set; } = static user => user.IsInRole("operator");

    /// <summary>Until when the application's word holds, after which a connection is closed: by default the claim
    /// <c>exp</c>, in seconds since 1970. Null is for as long as the connection is.</summary>
    public Func<ClaimsPrincipal, DateTimeOffset?> Until { get; set; } = static user =>
        long.TryParse(user.FindFirst("exp")?.Value, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>What cannot be, and how to mend it; null is nothing.</summary>
    internal string? Problem()
    {
        if (Chat.Problem() is { } problem) return problem;
        try
        {
            foreach (var url in Listen)
            {
                if (Endpoint.Parse(url) is { IsSecure: true } or { Scheme: "http" })
                    return $"{url}: the application's own endpoints are for HTTP and TLS; use line, nul or json";
            }
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
