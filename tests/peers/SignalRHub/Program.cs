using System.Globalization;
using Microsoft.Extensions.Hosting;
using RxChat.Peers;

// signalr-hub hub PORT     the chat as a SignalR hub at /chat
// signalr-hub bare PORT    Kestrel and nothing else: what any server on it starts with
if (args is not ["hub" or "bare", var port])
{
    await Console.Error.WriteLineAsync("usage: signalr-hub hub|bare PORT");
    return 2;
}
await using var app = args[0] == "hub" ? Hosts.Hub() : Hosts.Bare();
app.Urls.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
await app.StartAsync();
Console.WriteLine($"listening on {app.Urls.First()}");
await app.WaitForShutdownAsync();
return 0;
