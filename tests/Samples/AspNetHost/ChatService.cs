using RxChat;

namespace AspNetHost;

#region sample-aspnet-service
/// <summary>The chat server, which starts and stops with its host.</summary>
internal sealed class ChatService(IConfiguration configuration) : IHostedService
{
    private ChatServer? _server;

    public IReadOnlyList<string> Endpoints => _server?.Endpoints ?? [];

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _server = await ChatServer.StartAsync(configuration["Chat"] ?? "line://127.0.0.1:4041");

    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync() ?? Task.CompletedTask;
}
#endregion
