namespace RxChat.Client;

/// <summary>Links by the scheme of a URL.</summary>
public static class Links
{
    /// <summary>Whether there is a link to such a URL.</summary>
    public static bool Know(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.Scheme == "json+unix"
            || (url.Port > 0 && url.Scheme is "json" or "jsons" or "http" or "https" or "ws" or "wss");
    }

    /// <summary>A link to <c>json://host:port</c> or <c>json+unix:PATH</c>, or to the WebSocket of
    /// <c>http://host:port</c>; with an <c>s</c>, within TLS.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static Link To(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.Scheme is "json" or "jsons" or "json+unix" ? TcpLink.To(url) : WebSocketLink.To(url);
    }
}
