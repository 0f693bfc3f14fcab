namespace RxChat;

/// <summary>Base of what is wrong with a filter as a whole, so that its message says all.</summary>
internal abstract class FilterFault(string what, string then = "") : Exception($"a filter {what}{then}")
{
    /// <summary>What it does, to be read after its name.</summary>
    public string What => what;
}

/// <summary>A filter answered one message with more than it may.</summary>
internal sealed class FilterFloodException()
    : FilterFault($"puts out more than {OutputBound.Most} messages at once", "; it was built anew");

/// <summary>A filter puts out nothing for a message.</summary>
internal sealed class NullMessageException() : FilterFault("puts out null instead of a message", "; it was built anew");

/// <summary>The work for a message took longer than it may.</summary>
internal sealed class LateWorkException(string step, TimeSpan limit)
    : FilterFault($"waits: the work of {step} for a message took longer than {limit.TotalSeconds:0.###} s");

/// <summary>A filter used a thread of its own.</summary>
internal sealed class OffLoopException() : FilterFault(
    "puts messages out on a thread of its own; pass the scheduler it is given to whatever mentions time");

/// <summary>A filter lets no time pass.</summary>
internal sealed class EndlessWorkException() : FilterFault(
    "schedules work for now again and again, such as Interval(TimeSpan.Zero), and lets no time pass",
    "; it was built anew");
