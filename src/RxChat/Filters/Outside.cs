namespace RxChat;

/// <summary>
/// What comes out of a pipeline, out of its <see cref="SynchronizationContext"/>: what the server awaits because of it
/// would else come back by the filter, and not at all once that is replaced.
/// </summary>
internal sealed class Outside(IObserver<Command> output) : IObserver<Command>
{
    public void OnNext(Command value)
    {
        var inside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            output.OnNext(value);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(inside);
        }
    }

    public void OnError(Exception error) => output.OnError(error);

    public void OnCompleted()
    {
        var inside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            output.OnCompleted();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(inside);
        }
    }
}
