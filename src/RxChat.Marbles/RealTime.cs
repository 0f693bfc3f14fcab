using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.PlatformServices;
using System.Runtime.CompilerServices;

namespace RxChat.Marbles;

/// <summary>
/// Something asked for the system's own time or threads while time was virtual: mostly an operator that was given no
/// scheduler. What it waits for would come some other time, or never.
/// </summary>
public sealed class RealTimeException : InvalidOperationException
{
    internal RealTimeException(string message)
        : base(message)
    {
    }
}

/// <summary>
/// Finds operators that leave virtual time: they ask System.Reactive's platform for a timer or a thread, which stands
/// behind its default schedulers, and on a thread on which virtual time passes there is none.
/// </summary>
/// <remarks>The platform is taken before System.Reactive first asks for it, which is when this assembly is first used;
/// who has used timers before is not watched.</remarks>
internal sealed class RealTime(IScheduler? lent)
{
    [ThreadStatic]
    private static RealTime? t_watching;

    private readonly IScheduler? _lent = lent;
    private RealTimeException? _first;

    private static IScheduler? Lent => t_watching?._lent;

#pragma warning disable CA2255 // Before anything of System.Reactive asks, whoever uses this assembly and for what.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Watch() =>
        PlatformEnlightenmentProvider.Current = new Provider(PlatformEnlightenmentProvider.Current);

    /// <summary>Does what happens in virtual time alone.</summary>
    /// <param name="pass">What happens.</param>
    /// <param name="lent">Given to whoever asks for real time; null is an error.</param>
    /// <exception cref="RealTimeException">Somebody has asked for real time meanwhile.</exception>
    public static void Forbid(Action pass, IScheduler? lent = null)
    {
        var outer = t_watching;
        var watching = t_watching = new RealTime(lent);
        try
        {
            pass();
        }
        finally
        {
            t_watching = outer;
        }
        // Whoever it was thrown at may have kept it to itself.
        if (watching._first is { } first) throw first;
    }

    private static void Refuse()
    {
        if (t_watching is not { } watching) return;
        var trace = new StackTrace(skipFrames: 2, fNeedFileInfo: true).GetFrames();
        // It watches the system's clock for itself.
        if (trace.Any(frame => TypeOf(frame).StartsWith("System.Reactive.PlatformServices.", StringComparison.Ordinal)))
            return;
        var name = trace.TakeWhile(frame => TypeOf(frame).StartsWith("System.Reactive.", StringComparison.Ordinal))
            .Select(OperatorOf).FirstOrDefault(name => name is not null) ?? "something";
        var place = trace.FirstOrDefault(frame => frame.GetFileLineNumber() > 0
            && TypeOf(frame) is var type
            && type[..Math.Max(0, type.LastIndexOf('.'))] != typeof(RealTime).Namespace);
        var where = place is null ? "" : $" ({Path.GetFileName(place.GetFileName())}:{place.GetFileLineNumber()})";
        var error = new RealTimeException(
            $"{name} takes the system's time while time is virtual; pass the scheduler to it{where}");
        watching._first ??= error;
        throw error;
    }

    // Operators are types of their own: ObservableImpl.Throttle`1, or one that is nested in it.
    private static string? OperatorOf(StackFrame frame)
    {
        const string operators = "System.Reactive.Linq.ObservableImpl.";
        return TypeOf(frame) is var type && type.StartsWith(operators, StringComparison.Ordinal)
            ? type[operators.Length..].Split('`', '+')[0]
            : null;
    }

    private static string TypeOf(StackFrame frame) =>
#if NET9_0_OR_GREATER
        DiagnosticMethodInfo.Create(frame)?.DeclaringTypeName ?? "";
#else
        frame.GetMethod()?.DeclaringType?.FullName ?? "";
#endif

    private sealed class Provider(IPlatformEnlightenmentProvider platform) : IPlatformEnlightenmentProvider
    {
        public T? GetService<T>(params object[] args)
            where T : class =>
            typeof(T) == typeof(ISystemClock) ? (T)(object)new Clock()
            : platform.GetService<T>(args) is not { } service ? null
            : service is IConcurrencyAbstractionLayer layer ? (T)(object)new Layer(layer)
            : service;
    }

    private sealed class Clock : ISystemClock
    {
        public DateTimeOffset UtcNow => Lent?.Now ?? DateTimeOffset.UtcNow;
    }

    private sealed class Layer(IConcurrencyAbstractionLayer layer) : IConcurrencyAbstractionLayer
    {
        // Its threads cannot be lent; who finds none takes timers.
        public bool SupportsLongRunning => Lent is null && layer.SupportsLongRunning;

        public IDisposable StartTimer(Action<object?> action, object? state, TimeSpan dueTime)
        {
            if (Lent is { } lent) return Schedule(lent, action, state, dueTime);
            Refuse();
            return layer.StartTimer(action, state, dueTime);
        }

        public IDisposable StartPeriodicTimer(Action action, TimeSpan period)
        {
            if (Lent is { } lent) return lent.SchedulePeriodic(period, action);
            Refuse();
            return layer.StartPeriodicTimer(action, period);
        }

        public IDisposable QueueUserWorkItem(Action<object?> action, object? state)
        {
            if (Lent is { } lent) return Schedule(lent, action, state, TimeSpan.Zero);
            Refuse();
            return layer.QueueUserWorkItem(action, state);
        }

        public void StartThread(Action<object?> action, object? state)
        {
            Refuse();
            layer.StartThread(action, state);
        }

        public void Sleep(TimeSpan timeout) => layer.Sleep(timeout);

        // Clocks are asked by System.Reactive for itself, too.
        public IStopwatch StartStopwatch() => Lent?.StartStopwatch() ?? layer.StartStopwatch();

        private static IDisposable Schedule(
            IScheduler lent, Action<object?> action, object? state, TimeSpan dueTime) =>
            lent.Schedule((action, state), dueTime, static (_, work) =>
            {
                work.action(work.state);
                return Disposable.Empty;
            });
    }
}
