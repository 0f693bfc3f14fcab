using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RxChat.Web;

/// <summary>
/// A page on this machine that shows a recording and nothing else: the operator's desk without a server, for whoever
/// has the address, which cannot be guessed.
/// </summary>
public sealed class RecordingViewer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RecordingViewer(WebApplication application, Uri address) =>
        (_application, Address) = (application, address);

    /// <summary>To be opened in a browser.</summary>
    public Uri Address { get; }

    /// <summary>Begins to show one.</summary>
    /// <param name="recording">Which.</param>
    /// <param name="port">Of 127.0.0.1; 0 takes a free one.</param>
    /// <param name="report">Told of what failed, on any thread.</param>
    /// <exception cref="IOException">It cannot listen, or the recording cannot be read.</exception>
    public static async Task<RecordingViewer> StartAsync(
        IRecordedChat recording, int port, Action<Exception> report)
    {
        ArgumentNullException.ThrowIfNull(recording);
        var from = recording.Span.From;
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var application = builder.Build();
        application.Use(new Faults(report).TellAsync);
        var routes = new AdminRoutes(application, answer => http => Has(http, token)
            ? answer(http)
            : Problems.TellAsync(http, StatusCodes.Status401Unauthorized, "login_required",
                "this is for who has the address that was printed; open that"));
        routes.Map("info", "Asks what is shown", _ => Task.FromResult<object>(new
        {
            version = AdminApi.Version, since = from, epoch = "", endpoints = Array.Empty<string>(),
            isRecording = true,
        }));
        new RecordingApi(recording).Map(routes);
        PageFiles.Map(application);
        await application.StartAsync().ConfigureAwait(false);
        return new RecordingViewer(application, new Uri($"{application.Urls.Single()}/admin#{token}"));
    }

    /// <summary>Shows it no longer.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    // Which no other page knows, whatever name it calls this one by.
    private static bool Has(HttpContext http, string token) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes($"{http.Request.Headers.Authorization}"), Encoding.UTF8.GetBytes($"Bearer {token}"));
}
