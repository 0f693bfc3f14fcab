using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace RxChat.Web;

/// <summary>Files that are part of the program.</summary>
internal static class ServedFiles
{
    private static readonly (string Path, string Type, string Name, string Summary)[] s_files =
    [
        ("rxchat.js", "text/javascript; charset=utf-8", "module", "A module for pages"),
        ("rxchat.d.ts", Described.Text, "types", "Types of the module"),
        ("rxchat.v1.schema.json", "application/schema+json", "schema", "What the objects are (JSON Schema)"),
        ("api/asyncapi.json", Described.Json, "describeTalk", "Describes what is said and heard (AsyncAPI)"),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, type, name, summary) in s_files)
        {
            routes.MapGet($"/{path}", new Tagged(Read(path), type, "no-cache").AnswerAsync)
                .WithMetadata(Described.Document(name, summary, type));
        }
    }

    public static byte[] Read(string name)
    {
        using var file = typeof(ServedFiles).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
