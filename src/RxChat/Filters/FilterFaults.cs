namespace RxChat;

/// <summary>Base of what is wrong with a filter as a whole, so that its message says all.</summary>
internal abstract class FilterFault(string what, string then = "") : Exception($"a filter {what}{then}")
{
    protected const string BuiltAnew = "; it was built anew";

    /// <summary>What it does, to be read after its name.</summary>
    public string What => what;
}

/// <summary>A filter answered one message with more than it may.</summary>
internal sealed class FilterFloodException()
    : FilterFault($"puts out more than {FilterPipeline.MaxOutput} messages at once", BuiltAnew);

/// <summary>A filter used a thread of its own.</summary>
internal sealed class OffLoopException() : FilterFault(
    "puts messages out on a thread of its own; pass the scheduler it is given to whatever mentions time");

/// <summary>A filter lets no time pass.</summary>
internal sealed class EndlessWorkException() : FilterFault(
    "schedules work for now again and again, such as Interval(TimeSpan.Zero), and lets no time pass", BuiltAnew);
