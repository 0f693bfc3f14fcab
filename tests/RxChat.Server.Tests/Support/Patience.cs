namespace RxChat.Server.Tests;

/// <summary>
/// How long a test waits for something that has to happen; far longer than it takes, on a busy machine too.
/// </summary>
public static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(Scale.IsFull ? 240 : 30);

    /// <summary>Ends a wait that nothing else ends, with the name of what did not come.</summary>
    public static async Task<T> WaitAsync<T>(Func<CancellationToken, Task<T>> wait, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Limit);
        try
        {
            return await wait(patience.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"waited {Limit.TotalSeconds} s for {what}");
        }
    }

    public static Task WaitAsync(Func<CancellationToken, Task> wait, string what) =>
        WaitAsync(async token => { await wait(token); return true; }, what);
}
