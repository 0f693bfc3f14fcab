using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>
/// Has turns logged that a filter holds up, from the first filter on: without any, nothing wakes for it.
/// </summary>
internal sealed class SlowTurns(IScheduler time, TimeSpan limit, RunningFilter running,
    Action<LogLevel, string, string> log)
{
    public void Watch()
    {
        if (limit > TimeSpan.Zero && time is EventLoop loop) loop.Watch(limit, Tell);
    }

    private void Tell(TimeSpan taken, bool hasEnded)
    {
        var milliseconds = FormattableString.Invariant($"{taken.TotalMilliseconds:0} ms");
        if (hasEnded) log(LogLevel.Warn, "slow turn ended", $"after {milliseconds}");
        else
        {
            log(LogLevel.Warn, "slow turn", $"{milliseconds} so far, {Place()}");
            running.Filter?.Rescue();
        }
    }

    private string Place() => running.Filter is { } filter
        ? $"in the filter {filter.Name}{(running.Step is { } step ? $", in {step} or after it" : "")}"
        : "in no message's filter: a timer of one, or the server";
}
