using Microsoft.Extensions.Hosting;

namespace RxChat.Web;

/// <summary>Leaves signals to the executable, which has its own.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
