using System.Diagnostics;
using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>
/// What goes wrong in filters, logged once a minute at the most, with how often it went wrong in between.
/// </summary>
internal sealed class FilterReports(IScheduler time, Action<LogLevel, string, string> log)
{
    private static readonly string? s_library = typeof(FilterReports).Assembly.GetName().Name;

    // What is wrong with a filter as a whole is not hidden by what it throws.
    private readonly Dictionary<string, OnceAMinute> _often = [];

    public void Add(string name, Exception error)
    {
        var kind = error is FilterFault ? error.GetType().Name : "";
        if (!_often.TryGetValue(kind, out var often)) _often[kind] = often = new OnceAMinute(time);
        if (often.Tells(out var more)) log(LogLevel.Error, "filter failed", $"{name}: {Describe(error)}{more}");
    }

    // The message and the line of the filter; the whole trace is for errors whose line is not known.
    public static string Describe(Exception error) =>
        error is FilterFault ? error.Message
        : Place(error) is { } place ? $"{place}: {error.GetType().Name}: {error.Message}"
        : error.ToString();

    private static string? Place(Exception error)
    {
        foreach (var frame in new StackTrace(error, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetFileName() is not { Length: > 0 } file || frame.GetFileLineNumber() == 0) continue;
            if (DiagnosticMethodInfo.Create(frame)?.DeclaringAssemblyName.Split(',')[0] != s_library)
                return $"{file}:{frame.GetFileLineNumber()}";
        }
        return null;
    }
}
