using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RxChat.Scripting;

/// <summary>
/// What compiles in a filter file and is hardly meant: an operator that mentions time and is given no scheduler, a step
/// that blocks the loop, a method that nobody awaits.
/// </summary>
internal sealed class Suspicions : CSharpSyntaxWalker
{
    private static readonly HashSet<string> s_blocking =
    [
        "System.Threading.Tasks.Task.Wait", "System.Threading.Tasks.Task.WaitAll",
        "System.Threading.Tasks.Task.WaitAny", "System.Threading.Thread.Sleep", "System.Threading.Thread.Join",
        "System.Threading.WaitHandle.WaitOne",
        "System.Threading.SemaphoreSlim.Wait", "System.Threading.ManualResetEventSlim.Wait",
        "System.Runtime.CompilerServices.TaskAwaiter.GetResult",
        "System.Runtime.CompilerServices.ValueTaskAwaiter.GetResult",
        "System.Runtime.CompilerServices.ConfiguredTaskAwaiter.GetResult",
        "System.Runtime.CompilerServices.ConfiguredValueTaskAwaiter.GetResult", "System.Net.Http.HttpClient.Send",
        "System.Console.ReadLine",
        .. new[] { "Wait", "First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault", "ForEach",
            "ToEnumerable", "Next", "Latest", "MostRecent" }.Select(name => $"System.Reactive.Linq.Observable.{name}"),
    ];

    private readonly List<FilterProblem> _found = [];
    private readonly SemanticModel _model;
    private readonly string _path;

    private Suspicions(SemanticModel model, string path) => (_model, _path) = (model, path);

    public static IReadOnlyList<FilterProblem> Of(Compilation compilation, SyntaxTree tree, string path)
    {
        var suspicions = new Suspicions(compilation.GetSemanticModel(tree), path);
        suspicions.Visit(tree.GetRoot());
        return suspicions._found;
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        base.VisitInvocationExpression(node);
        if (_model.GetOperation(node) is not IInvocationOperation { TargetMethod: var method } call) return;
        var place = node.Expression is MemberAccessExpressionSyntax access ? access.Name : node.Expression;
        if (IsBlocking(method)) Add(place, Blocks(method.Name));
        else if (IsTimed(method) && !IsScheduled(call))
            Add(place, $"{method.Name} is not given the scheduler: pass time, or it takes the system's, "
                + "on a thread of its own");
    }

    public override void VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        base.VisitMemberAccessExpression(node);
        Read(node.Name);
    }

    public override void VisitMemberBindingExpression(MemberBindingExpressionSyntax node)
    {
        base.VisitMemberBindingExpression(node);
        Read(node.Name);
    }

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        base.VisitAnonymousMethodExpression(node);
        Awaited(node);
    }

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        base.VisitParenthesizedLambdaExpression(node);
        Awaited(node);
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        base.VisitSimpleLambdaExpression(node);
        Awaited(node);
    }

    private static string Blocks(string name) =>
        $"{name} may hold up everybody while it waits: await it in SelectInOrder instead";

    private static bool IsBlocking(IMethodSymbol method) =>
        s_blocking.Contains($"{NameOf(method.ContainingType)}.{method.Name}");

    // As there is another of its name that takes a scheduler, and it has to do with time.
    private static bool IsTimed(IMethodSymbol method) =>
        NameOf(method.ContainingType) is "System.Reactive.Linq.Observable" or "RxChat.FilterOperators"
        && method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Any(other => other.Parameters.Any(IsScheduler))
        && (method.Name is "Timestamp" or "TimeInterval" or nameof(FilterOperators.SelectInOrder)
            || method.Parameters.Any(given => IsTime(given.Type)
                || (given.Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnType: var made } && IsTime(made))));

    private static bool IsTime(ITypeSymbol type) =>
        NameOf(type) is "System.TimeSpan" or "System.DateTimeOffset" or "System.TimeOnly";

    private static bool IsScheduled(IInvocationOperation call) => call.Arguments.Any(given =>
        given is { Parameter: { } parameter, ArgumentKind: not ArgumentKind.DefaultValue } && IsScheduler(parameter));

    private static bool IsScheduler(IParameterSymbol parameter) =>
        NameOf(parameter.Type) == "System.Reactive.Concurrency.IScheduler";

    private static string NameOf(ITypeSymbol type) => $"{type.ContainingNamespace}.{type.Name}";

    private void Read(SimpleNameSyntax name)
    {
        if (_model.GetSymbolInfo(name).Symbol is IPropertySymbol { Name: "Result" } property
            && NameOf(property.ContainingType).StartsWith("System.Threading.Tasks.", StringComparison.Ordinal))
            Add(name, Blocks(property.Name));
    }

    private void Awaited(AnonymousFunctionExpressionSyntax lambda)
    {
        if (!lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword)) return;
        if (_model.GetTypeInfo(lambda).ConvertedType is INamedTypeSymbol { DelegateInvokeMethod.ReturnsVoid: true })
            Add(lambda, "nobody awaits this: the message goes on before it is done, and what it throws is only logged; "
                + "use SelectInOrder");
    }

    private void Add(SyntaxNode node, string message)
    {
        var place = node.GetLocation().GetLineSpan().StartLinePosition;
        _found.Add(new FilterProblem(_path, place.Line + 1, place.Character + 1, $"warning: {message}"));
    }
}
