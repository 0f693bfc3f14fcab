using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;

namespace RxChat.Scripting;

/// <summary>
/// What a filter file may use, taken from the memory it is loaded in and not from files, of which a published single
/// file has none.
/// </summary>
internal static class LoadedMetadata
{
    private static readonly string[] s_more =
    [
        "System.Collections.Concurrent", "System.Collections.Immutable", "System.Net.Http", "System.Net.Http.Json",
        "System.Text.Json", "System.Text.RegularExpressions", "System.Console",
        // For dynamic.
        "Microsoft.CSharp",
    ];

    private static readonly Lazy<MetadataReference[]> s_references = new(Find);

    public static IReadOnlyList<MetadataReference> References => s_references.Value;

    private static MetadataReference[] Find()
    {
        var found = new Dictionary<string, Assembly>();
        var open = new Queue<Assembly>(
            [typeof(FilterScope).Assembly, typeof(Webhook).Assembly, .. s_more.Select(Assembly.Load)]);
        while (open.TryDequeue(out var assembly))
        {
            var name = assembly.GetName().Name!;
            // The compiler is what this assembly needs, not what a filter does.
            if (name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) || !found.TryAdd(name, assembly))
                continue;
            foreach (var needed in assembly.GetReferencedAssemblies().Where(needed => !found.ContainsKey(needed.Name!)))
            {
                if (!needed.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
                    open.Enqueue(Assembly.Load(needed));
            }
        }
        return [.. found.Values.Select(Reference)];
    }

    private static unsafe MetadataReference Reference(Assembly assembly)
    {
        if (!assembly.TryGetRawMetadata(out var metadata, out var length))
            throw new NotSupportedException($"{assembly} has no metadata in memory");
        return AssemblyMetadata.Create(ModuleMetadata.CreateFromMetadata((nint)metadata, length))
            .GetReference(display: assembly.GetName().Name);
    }
}
