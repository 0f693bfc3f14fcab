using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace RxChat.Scripting;

/// <summary>What a filter file compiles to.</summary>
/// <param name="Assembly">To be loaded.</param>
/// <param name="Symbols">So that a stack trace knows lines.</param>
/// <param name="Type">The type to start it by.</param>
/// <param name="Method">Its method to start it by.</param>
/// <param name="Places">Where each of the two filters is assigned.</param>
/// <param name="Warnings">What compiles and is hardly meant.</param>
internal sealed record Compiled(byte[] Assembly, byte[] Symbols, string Type, string Method,
    IReadOnlyDictionary<string, FileLinePositionSpan> Places, IReadOnlyList<FilterProblem> Warnings);

/// <summary>C# script to an assembly.</summary>
internal static class Compiler
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    // One thread: the cores are the chat's.
    private static readonly CSharpCompilationOptions s_options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        concurrentBuild: false,
        usings:
        [
            "System", "System.Collections.Generic", "System.Collections.Immutable", "System.IO", "System.Linq",
            "System.Net.Http", "System.Net.Http.Json", "System.Reactive", "System.Reactive.Concurrency",
            "System.Reactive.Disposables", "System.Reactive.Linq", "System.Reactive.Subjects",
            "System.Reactive.Threading.Tasks", "System.Text.RegularExpressions", "System.Threading",
            "System.Threading.Tasks", "RxChat", "RxChat.Scripting",
        ]);

    public static Compiled Compile(string path, string source)
    {
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), s_parse, path);
        var directives = tree.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<DirectiveTriviaSyntax>();
        if (directives.FirstOrDefault(IsAnotherFile) is { } directive)
        {
            var (line, column) = Place(directive.GetLocation());
            throw new FilterFileException([new FilterProblem(path, line, column,
                $"{directive.ToString().Split(' ')[0]} is not for filter files: one is whole, and uses what the server "
                + "has, such as System.Reactive, HttpClient, System.Text.Json and regular expressions")]);
        }
        if (tree.GetCompilationUnitRoot().Members.Count == 0 && !tree.GetDiagnostics().Any())
            throw new FilterFileException([FilterProblem.AssignsNeither(path)]);
        var compilation = CSharpCompilation.CreateScriptCompilation(
            "filters", tree, LoadedMetadata.References, s_options, globalsType: typeof(FilterScope));
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(assembly, symbols,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);
            throw new FilterFileException([.. errors.Select(d => Problem(path, d))]);
        }
        var start = compilation.GetEntryPoint(CancellationToken.None)!;
        return new Compiled(assembly.ToArray(), symbols.ToArray(), start.ContainingType.MetadataName,
            start.MetadataName, Assignments(tree), Suspicions.Of(compilation, tree, path));
    }

    private static FilterProblem Problem(string path, Diagnostic diagnostic)
    {
        var (line, column) = Place(diagnostic.Location);
        return new FilterProblem(path, line, column,
            $"error {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
    }

    private static bool IsAnotherFile(DirectiveTriviaSyntax directive) =>
        directive is ReferenceDirectiveTriviaSyntax or LoadDirectiveTriviaSyntax;

    private static (int Line, int Column) Place(Location location)
    {
        var place = location.GetLineSpan().StartLinePosition;
        return (place.Line + 1, place.Character + 1);
    }

    private static Dictionary<string, FileLinePositionSpan> Assignments(SyntaxTree tree)
    {
        var places = new Dictionary<string, FileLinePositionSpan>();
        foreach (var assignment in tree.GetRoot().DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            foreach (var name in assignment.Left.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
            {
                if (name.Identifier.Text is nameof(FilterScope.PerClient) or nameof(FilterScope.ForEveryone))
                    places[name.Identifier.Text] = assignment.GetLocation().GetLineSpan();
            }
        }
        return places;
    }
}
