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
internal sealed record Compiled(byte[] Assembly, byte[] Symbols, string Type, string Method,
    IReadOnlyDictionary<string, FileLinePositionSpan> Places);

/// <summary>C# script to an assembly.</summary>
internal static class Compiler
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    // One thread: the cores are the chat's.
    private static readonly CSharpCompilationOptions s_options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        concurrentBuild: false,
        usings: ["System", "System.Collections.Generic", "System.Linq", "System.Reactive.Linq",
            "System.Reactive.Concurrency", "RxChat"]);

    public static Compiled Compile(string path, string source)
    {
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), s_parse, path);
        var places = Assignments(tree);
        // A file that is being written is often seen empty first: that must not put everything through.
        if (places.Count == 0 && !tree.GetDiagnostics().Any())
        {
            const string both = $"{nameof(FilterScope.PerClient)} nor {nameof(FilterScope.ForEveryone)}";
            const string neither = $"assigns neither {both}; assign null to pass all";
            throw new FilterFileException([new FilterProblem(path, 1, 1, neither)]);
        }
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
            start.MetadataName, places);
    }

    private static FilterProblem Problem(string path, Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetLineSpan().StartLinePosition;
        return new FilterProblem(path, place.Line + 1, place.Character + 1,
            $"error {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
    }

    private static Dictionary<string, FileLinePositionSpan> Assignments(SyntaxTree tree)
    {
        var places = new Dictionary<string, FileLinePositionSpan>();
        foreach (var assignment in tree.GetRoot().DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            var name = assignment.Left.ToString();
            if (name is nameof(FilterScope.PerClient) or nameof(FilterScope.ForEveryone))
                places[name] = assignment.GetLocation().GetLineSpan();
        }
        return places;
    }
}
