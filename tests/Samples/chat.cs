#:project ../../src/RxChat/RxChat.csproj
#:property PublishAot=false

#region sample-chat
using System.Runtime.InteropServices;
using RxChat;

await using var server = await ChatServer.StartAsync(
    [Endpoint.Parse(args is [var url] ? url : "line://127.0.0.1:4041")],
    new ChatServerOptions
    {
        FilterPerClient = (messages, time) => messages.MaxLength(500).RateLimit(5, TimeSpan.FromSeconds(10), time),
    });
Console.WriteLine($"listening on {server.Endpoints[0]}");

var end = new TaskCompletionSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
await end.Task;

void End(PosixSignalContext context)
{
    context.Cancel = true;
    end.TrySetResult();
}
#endregion
