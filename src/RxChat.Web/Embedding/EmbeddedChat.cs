using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RxChat.Web;

/// <summary>A chat that starts and stops with its application, on a loop of its own.</summary>
public sealed partial class EmbeddedChat : IHostedService
{
    private readonly RxChatOptions _options;
    private readonly ILogger<EmbeddedChat> _log;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TaskCompletionSource<ChatServer> _running =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>As services are made.</summary>
    public EmbeddedChat(
        IOptions<RxChatOptions> options, ILogger<EmbeddedChat> log, IHostApplicationLifetime lifetime)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _log, _lifetime) = (options.Value, log, lifetime);
    }

    /// <summary>The server, once the application has started.</summary>
    public Task<ChatServer> Server => _running.Task;

    internal RxChatOptions Options => _options;

    internal Gate Visitors { get; } = new("visitors");

    internal Gate Members { get; } = new("members");

    internal Gate Pages { get; } = new("pages");

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var chat = _options.Chat;
        var server = await ChatServer.StartAsync(
            [
                .. _options.Listen.Select(url => Endpoint.Parse(url)),
                new Endpoint(JsonProtocol.Visitors, Visitors), new Endpoint(JsonProtocol.Listeners, Members),
                new Endpoint(WebSocketProtocol.Opened, Pages),
            ],
            chat with
            {
                Accounts = chat.Accounts ?? new Accounts(new MemoryAccountStore(), passwords: null),
                Log = chat.Log ?? new ToLogger(_log),
                RequireLogin = chat.RequireLogin || !_options.AllowGuests,
            }).ConfigureAwait(false);
        _running.SetResult(server);
        // Before the application waits for its requests, which last as long as their connections.
        _lifetime.ApplicationStopping.Register(() => _ = server.StopAsync());
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_running.Task.IsCompletedSuccessfully) return;
        var server = await _running.Task.ConfigureAwait(false);
        await server.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed partial class ToLogger(ILogger log) : IObserver<LogEntry>
    {
        public void OnNext(LogEntry value) => Write(
            value.Level switch
            {
                RxChat.LogLevel.Debug => Microsoft.Extensions.Logging.LogLevel.Debug,
                RxChat.LogLevel.Info => Microsoft.Extensions.Logging.LogLevel.Information,
                RxChat.LogLevel.Warn => Microsoft.Extensions.Logging.LogLevel.Warning,
                _ => Microsoft.Extensions.Logging.LogLevel.Error,
            },
            value.Event, value.Connection, value.Detail);

        public void OnError(Exception error)
        {
            // Nothing is told by it.
        }

        public void OnCompleted()
        {
            // The application ends by itself.
        }

        [LoggerMessage(Message = "{What} {Connection} {Detail}")]
        private partial void Write(
            Microsoft.Extensions.Logging.LogLevel level, string what, long? connection, object? detail);
    }
}
