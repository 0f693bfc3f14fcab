namespace RxChat;

/// <summary>
/// Which filter the loop is in, to be read by whoever wonders from another thread why it does not come out.
/// </summary>
internal sealed class RunningFilter
{
    private FilterPipeline? _filter;
    private string? _step;

    /// <summary>Null while it is in none.</summary>
    public FilterPipeline? Filter
    {
        get => Volatile.Read(ref _filter);
        set
        {
            Volatile.Write(ref _step, null);
            Volatile.Write(ref _filter, value);
        }
    }

    /// <summary>
    /// The last of our own operators that a message came to since; what people wrote themselves comes after it.
    /// </summary>
    public string? Step
    {
        get => Volatile.Read(ref _step);
        set => Volatile.Write(ref _step, value);
    }
}
