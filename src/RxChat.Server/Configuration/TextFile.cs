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
            // A pipe has no length, and what the system makes when it is read says 0.
            var bytes = new byte[file is { CanSeek: true, Length: > 0 } ? Math.Min(Most, file.Length) : Most];
            var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
            return Encoding.UTF8.GetString(bytes, 0, read);
        },
        cancellation);
}
