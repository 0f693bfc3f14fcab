using System.Text;

namespace RxChat;

/// <summary>A whole answer of HTTP/1.1 (RFC 9112) after which the connection is closed.</summary>
internal static class HttpAnswer
{
    /// <param name="status">Code and phrase.</param>
    /// <param name="text">For people; one line.</param>
    public static byte[] Of(string status, string text)
    {
        var body = Encoding.UTF8.GetBytes(text + "\n");
        return
        [
            .. Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n"),
            .. body,
        ];
    }
}
