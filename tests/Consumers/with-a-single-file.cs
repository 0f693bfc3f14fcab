#:package RxChat@0.*
#:package RxChat.Scripting@0.*
#:property PublishAot=false

#region package-scripting
using RxChat;
using RxChat.Scripting;

using var file = FilterFile.Load("filters.csx", """PerClient = (messages, time) => messages.Censor("darn");""");

await using var server = await ChatServer.StartAsync(
    [Endpoint.Parse("line://127.0.0.1:0")],
    new ChatServerOptions { FilterPerClient = file.PerClient, FilterForEveryone = file.ForEveryone });
#endregion

Console.WriteLine($"listening on {server.Endpoints[0]}");
