#:package RxChat@0.*
#:package RxChat.Sqlite@0.*
#:property PublishAot=false

#region package-sqlite
using RxChat;
using RxChat.Sqlite;

await using var history = SqliteHistory.Open("chat.db", trouble: Console.Error.WriteLine);
await using var server = await ChatServer.StartAsync(
    [Endpoint.Parse("json://127.0.0.1:0")], new ChatServerOptions { History = history });
#endregion

Console.WriteLine($"listening on {server.Endpoints[0]}");
