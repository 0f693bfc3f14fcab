using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace RxChat.Peers;

/// <summary>What is sent goes to everyone, the sender included, as the model shows it.</summary>
internal sealed class ChatHub : Hub
{
    private const string Prefix = "prefix";

    public override Task OnConnectedAsync()
    {
        var peer = Context.Features.Get<IHttpConnectionFeature>();
        Context.Items[Prefix] = $"{peer?.RemoteIpAddress}:{peer?.RemotePort}: ";
        return Task.CompletedTask;
    }

    public Task Send(string text) => Clients.All.SendAsync("said", Context.Items[Prefix] + text);
}
