using System.Text;

namespace RxChat.Server.Configuration;

/// <summary>A text that is read while the server runs.</summary>
internal static class TextFile
{
    private const int Most = 1024 * 1024;

    /// <summary>Reads at most 1 MiB, off the caller's thread. Bytes that are no UTF-8 become U+FFFD.</summary>
    public static Task<string> ReadAsync(string path, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            await using var file = File.OpenRead(path);
            var bytes = new byte[Math.Min(Most, file.Length)];
            var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
            return Encoding.UTF8.GetString(bytes, 0, read);
        },
        cancellation);
}
