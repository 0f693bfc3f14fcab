using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RxChat.Tests.House;

/// <summary>
/// Folders of the library know each other in one direction: who is drawn below may use who is drawn above it, and
/// nothing else.
/// </summary>
public class ArrowsTests
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    /// <summary>Each folder, and those it may use.</summary>
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Collections"] = [],
        ["Names"] = [],
        ["Values"] = ["Names"],
        ["Loop"] = [],
        ["History"] = ["Collections", "Values"],
        ["Accounts"] = ["Names", "Values"],
        ["Options"] = ["Names", "Values", "Loop", "History", "Accounts"],
        ["Bytes"] = ["Collections", "Loop", "Values"],
        ["Frames"] = [],
        ["Protocols"] = ["Names", "Collections", "Values", "Frames"],
        ["Queries"] = ["Names", "Values"],
        ["Traces"] = ["Names", "Values", "Options", "Loop"],
        ["Chat"] = ["Names", "Collections", "Values", "Options", "History", "Queries", "Traces"],
        ["Events"] = ["Names", "Values"],
        ["Filters"] = ["Names", "Collections", "Values", "Options", "Loop", "Traces"],
        ["Effects"] = ["Names", "Values", "Loop", "Options", "History", "Accounts"],
        ["Senders"] = ["Collections", "Values", "Options", "Loop", "Bytes", "Protocols", "Traces"],
        ["Broadcast"] = ["Names", "Collections", "Values", "Options", "Loop", "Bytes", "Protocols",
            "Senders", "Traces"],
        ["Sessions"] = ["Names", "Values", "Options", "Loop", "Bytes", "Frames", "Protocols", "Effects", "Senders",
            "Broadcast", "History", "Traces"],
        ["Recordings"] = ["Names", "Values", "Options", "Loop", "History", "Sessions"],
        ["Metrics"] = ["Collections", "Values", "Loop", "History", "Filters", "Senders", "Broadcast"],
    };

    [Fact]
    public void Folders_use_only_those_they_may()
    {
        var library = Path.Combine(Repository.Root, "src", "RxChat");
        var trees = Repository.Sources("src/RxChat")
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path,
                cancellationToken: TestContext.Current.CancellationToken))
            .Append(CSharpSyntaxTree.ParseText(ImplicitUsings, path: Path.Combine(library, "Usings.cs"),
                cancellationToken: TestContext.Current.CancellationToken)).ToArray();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("RxChat", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("arrows", trees, references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

        var wrong = trees.SelectMany(tree => Arrows(compilation.GetSemanticModel(tree)))
            .Where(arrow => !s_allowed[arrow.From].Contains(arrow.To))
            .Select(arrow => $"{arrow.From} uses {arrow.To}: {arrow.What}").Distinct();

        wrong.Should().BeEmpty("a folder may use those that s_allowed says; see docs/architecture.md");

        string FolderOf(string path) =>
            Path.GetRelativePath(library, path).Split(Path.DirectorySeparatorChar) is [var folder, _, ..] ? folder : "";

        IEnumerable<(string From, string To, string What)> Arrows(SemanticModel model)
        {
            var from = FolderOf(model.SyntaxTree.FilePath);
            if (!s_allowed.ContainsKey(from)) yield break; // the composition, which knows everybody
            foreach (var name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                var symbol = model.GetSymbolInfo(name).Symbol;
                var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
                var declared = type?.OriginalDefinition.DeclaringSyntaxReferences
                    .Select(reference => FolderOf(reference.SyntaxTree.FilePath)).ToArray();
                if (declared is not { Length: > 0 } || declared.Contains(from)) continue;
                yield return (from, declared[0], type!.Name);
            }
        }
    }

    [Fact]
    public void There_is_no_circle_and_no_folder_that_is_not_in_the_picture()
    {
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src", "RxChat"))
            .Select(path => Path.GetFileName(path)!)
            .Where(folder => folder is not ("bin" or "obj")).Should().BeEquivalentTo(s_allowed.Keys);
        var before = new HashSet<string>();
        foreach (var (folder, uses) in s_allowed)
        {
            uses.Should().BeSubsetOf(before, "{0} comes after what it uses", folder);
            before.Add(folder);
        }
    }
}
