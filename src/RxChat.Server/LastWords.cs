using System.ComponentModel;
using System.Reflection;
using System.Runtime.ExceptionServices;
using RxChat.Server.Filters;
using RxChat.Server.Serve;

namespace RxChat.Server;

/// <summary>
/// One line for whatever ends the process: what failed at its root, and the mend. Nobody is shown a stack trace.
/// </summary>
internal static class LastWords
{
    /// <summary>Nothing can be opened any more (EMFILE), and the whole system's table is full (ENFILE).</summary>
    private const int TooManyOpen = 24, TooManyOpenInSystem = 23;

    /// <summary>
    /// Told of what code of a filter leaves unhandled on a thread of its own, which costs nobody else anything.
    /// </summary>
    public static FaultLog? OfFilters { get; set; }

    /// <summary>
    /// From now on what nobody handles is one line too, and ends the process with 1 unless a filter's own thread threw
    /// it.
    /// </summary>
    public static void OfUnhandled() => ExceptionHandling.SetUnhandledExceptionHandler(e =>
    {
        if (OfFilters?.Add(e) == true) return true;
        Say(Of(e));
        Environment.Exit(1);
        return true;
    });

    public static int Say(string line, int code = 1)
    {
        try
        {
            Console.Error.WriteLine($"rxchat: {Printed.Of(line)}");
        }
        catch (Exception e) when (IsOfOutput(e))
        {
            // There is nobody to tell.
        }
        return code;
    }

    /// <summary>What failed, in a line.</summary>
    public static string Of(Exception error)
    {
        var root = Root(error);
        if (root is Win32Exception { NativeErrorCode: TooManyOpen or TooManyOpenInSystem }
            || root.HResult is TooManyOpen or TooManyOpenInSystem)
            return $"no more files can be opened ({root.Message}); allow more than {OpenFiles.Limit} (ulimit -n)";
        return root switch
        {
            IOException or UnauthorizedAccessException or Win32Exception => root.Message,
            OutOfMemoryException => "there is not enough memory; allow more, or lower --max-connections and --backlog",
            _ => $"{root.GetType().Name}: {root.Message}; this is a fault of rxchat itself, please report it",
        };
    }

    /// <summary>What a wrapper of the runtime was thrown for.</summary>
    public static Exception Root(Exception error) =>
        error is TypeInitializationException or AggregateException or TargetInvocationException
            && error.InnerException is { } inner
            ? Root(inner)
            : error;

    /// <summary>Whether a standard stream cannot be written to, which .NET tells in more than one way.</summary>
    public static bool IsOfOutput(Exception error) =>
        error is IOException or UnauthorizedAccessException or ObjectDisposedException;
}
