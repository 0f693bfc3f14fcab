using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>Files that are part of the program.</summary>
internal static class ServedFiles
{
    private static readonly (string Name, string Type)[] s_files =
    [
        ("rxchat.js", "text/javascript; charset=utf-8"),
        ("rxchat.d.ts", "text/plain; charset=utf-8"),
        ("rxchat.v1.schema.json", "application/schema+json"),
    ];

    /// <summary>The path of each, and what answers there.</summary>
    public static IEnumerable<(string Path, RequestDelegate Answer)> All => s_files.Select(file =>
        ($"/{file.Name}", (RequestDelegate)new Tagged(Read(file.Name), file.Type, "no-cache").AnswerAsync));

    private static byte[] Read(string name)
    {
        using var file = typeof(ServedFiles).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
