namespace RxChat;

/// <summary>Which filter the loop is in, to be read by whoever wonders from another thread why it does not come out.</summary>
internal sealed class RunningFilter
{
    private string? _name;

    /// <summary>Null while it is in none.</summary>
    public string? Name
    {
        get => Volatile.Read(ref _name);
        set => Volatile.Write(ref _name, value);
    }
}
