#:package RxChat@0.*
#:package RxChat.Client@0.*
#:property PublishAot=false

using System.Reactive.Linq;
using RxChat.Client;

await using var server = await RxChat.ChatServer.StartAsync([RxChat.Endpoint.Parse("json://127.0.0.1:0")]);
var url = server.Endpoints[0];
Console.WriteLine($"listening on {url}");

#region package-client
using var client = new ChatClient(TcpLink.To(new Uri(url)), new ChatClientOptions { Name = "ann" });
using var hearing = client.In("tea").OfType<Message>()
    .Subscribe(message => Console.WriteLine($"{message.Seq} {message.From}: {message.Text}"));

var receipt = await client.Say("tea", "hello");
#endregion
Console.WriteLine($"said as {receipt.Seq}");
