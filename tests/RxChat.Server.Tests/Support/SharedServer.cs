namespace RxChat.Server.Tests;

/// <summary>One server for the cases of a class that leave nothing behind in it.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public RxChatProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RxChatProcess.ServeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
