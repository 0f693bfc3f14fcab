using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RxChat.Peers;

internal static class Hosts
{
    public static WebApplication Hub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxConcurrentUpgradedConnections = null);
        // The load sends no pings and reads none: a run is shorter than any sensible timeout.
        builder.Services.AddSignalR(options => options.ClientTimeoutInterval = TimeSpan.FromMinutes(10))
            .AddJsonProtocol();
        var app = builder.Build();
        app.UseWebSockets();
        app.MapHub<ChatHub>("/chat");
        return app;
    }

    public static WebApplication Bare()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync("hello"));
        return app;
    }
}
