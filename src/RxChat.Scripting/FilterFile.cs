using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace RxChat.Scripting;

/// <summary>
/// A C# script that assigns <c>PerClient</c> and <c>ForEveryone</c>, compiled, loaded and tried. What was loaded leaves
/// the memory when the file is disposed and nobody holds its filters any more.
/// </summary>
/// <example>
/// <code>PerClient = (messages, time) => messages.MaxLength(500).RateLimit(5, TimeSpan.FromSeconds(10), time);</code>
/// </example>
public sealed class FilterFile : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private static readonly List<WeakReference> s_loaded = [];

    private AssemblyLoadContext? _context;
    private FilterScope? _scope;

    private FilterFile(AssemblyLoadContext context, FilterScope scope, IReadOnlyList<FilterProblem> warnings) =>
        (_context, _scope, PerClient, ForEveryone, Warnings) =
            (context, scope, scope.PerClient, scope.ForEveryone, warnings);

    /// <summary>
    /// How many files are in memory, disposed or not: what the garbage collector has not found unused yet counts.
    /// </summary>
    public static int InMemory
    {
        get
        {
            lock (s_loaded)
            {
                s_loaded.RemoveAll(loaded => !loaded.IsAlive);
                return s_loaded.Count;
            }
        }
    }

    /// <summary>Applied to each client's messages; null passes all.</summary>
    public MessageFilter? PerClient { get; private set; }

    /// <summary>Applied to all messages in their final order; null passes all.</summary>
    public MessageFilter? ForEveryone { get; private set; }

    /// <summary>What is good and hardly meant, such as an operator that is given no scheduler.</summary>
    public IReadOnlyList<FilterProblem> Warnings { get; }

    /// <summary>Compiles, loads, and tries with a few messages in virtual time.</summary>
    /// <param name="path">How to name the file; it is not read.</param>
    /// <param name="source">What is in it.</param>
    /// <exception cref="FilterFileException">It does not compile, throws at once, puts out messages without end, never
    /// subscribes to its messages, or takes longer than ten seconds to do so.</exception>
    public static FilterFile Load(string path, string source)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(source);
        var compiled = Compiler.Compile(path, source);
        var trial = OnItsOwnThread(() => Start(path, compiled));
        if (!((IAsyncResult)trial).AsyncWaitHandle.WaitOne(s_longest))
        {
            var endless = $"does not come to an end within {s_longest.TotalSeconds} s of being tried";
            throw new FilterFileException([new FilterProblem(path, 1, 1, endless)]);
        }
        return trial.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Where code of a filter file threw something, as file and line; null if none did: only what was loaded to be
    /// unloaded again is a filter's.
    /// </summary>
    public static string? PlaceOf(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var frames = new StackTrace(error, fNeedFileInfo: true).GetFrames();
        return frames.FirstOrDefault(frame => frame.GetMethod()?.Module.Assembly.IsCollectible == true) is { } thrown
            ? $"{thrown.GetFileName()}:{thrown.GetFileLineNumber()}"
            : null;
    }

    /// <summary>From now on what it keeps is here, and what was kept here is its own.</summary>
    public void KeepIn(KeptState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_scope is null || _scope.State == state) return;
        _scope.State.Hand(state);
        _scope.State = state;
    }

    /// <summary>Lets go of the filters.</summary>
    public void Dispose()
    {
        (PerClient, ForEveryone, _scope) = (null, null, null);
        _context?.Unload();
        _context = null;
    }

    // Nothing ends code that does not end: it may take neither the caller nor a thread of the pool with it, nor wait
    // for one that is free.
    private static Task<T> OnItsOwnThread<T>(Func<T> start)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(start());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        { IsBackground = true, Name = "rxchat-trial" };
        thread.Start();
        return result.Task;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FilterFile Start(string path, Compiled compiled)
    {
        var context = new AssemblyLoadContext("filters", isCollectible: true);
        lock (s_loaded) s_loaded.Add(new WeakReference(context, trackResurrection: true));
        try
        {
            using var assembly = new MemoryStream(compiled.Assembly);
            using var symbols = new MemoryStream(compiled.Symbols);
            var scope = Run(context.LoadFromStream(assembly, symbols), path, compiled);
            var trials = new[]
            {
                (Name: nameof(FilterScope.PerClient), Trial: Trial.Of(scope.PerClient)),
                (Name: nameof(FilterScope.ForEveryone), Trial: Trial.Of(scope.ForEveryone)),
            };
            FilterProblem[] problems =
            [
                .. trials.Where(one => one.Trial.Problem is not null)
                    .Select(one => Problem(path, compiled, one.Name, one.Trial.Problem!, one.Trial.Error)),
            ];
            if (problems.Length > 0) throw new FilterFileException(problems);
            return new FilterFile(context, scope,
            [
                .. compiled.Warnings,
                .. trials.SelectMany(one => one.Trial.Warnings.Select(
                    warning => Problem(path, compiled, one.Name, warning, error: null, "warning: "))),
            ]);
        }
        catch (FilterFileException)
        {
            context.Unload();
            throw;
        }
    }

    private static FilterScope Run(Assembly assembly, string path, Compiled compiled)
    {
        var scope = new FilterScope();
        try
        {
            var method = assembly.GetType(compiled.Type, throwOnError: true)!
                .GetMethod(compiled.Method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
            // What it sees, and a place for itself.
            method.CreateDelegate<Func<object?[], Task<object>>>()([scope, null]).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            var (line, column) = Place(path, e) ?? (1, 1);
            throw new FilterFileException(
                [new FilterProblem(path, line, column, $"throws {e.GetType().Name}: {e.Message}")]);
        }
        return scope.HasAssigned ? scope : throw new FilterFileException([FilterProblem.AssignsNeither(path)]);
    }

    private static FilterProblem Problem(
        string path, Compiled compiled, string name, string what, Exception? error, string kind = "")
    {
        var assigned = compiled.Places.TryGetValue(name, out var place)
            ? (place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1)
            : (1, 1);
        var (line, column) = error is null ? assigned : Place(path, error) ?? assigned;
        return new FilterProblem(path, line, column, $"{kind}{name} {what}");
    }

    private static (int Line, int Column)? Place(string path, Exception error) =>
        new StackTrace(error, fNeedFileInfo: true).GetFrames()
            .FirstOrDefault(frame => frame.GetFileName() == path && frame.GetFileLineNumber() > 0) is { } frame
            ? (frame.GetFileLineNumber(), frame.GetFileColumnNumber())
            : null;
}
