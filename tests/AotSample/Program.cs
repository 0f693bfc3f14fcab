using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using RxChat;

// A server with filters, talked to over loopback; exits 0 when the answer is the right one.
var options = new ChatServerOptions
{
    FilterPerClient = (messages, time) => messages.RateLimit(10, TimeSpan.FromSeconds(1), time).Censor("darn"),
    FilterForEveryone = (messages, time) => messages.Delay(TimeSpan.FromMilliseconds(1), time),
};
await using var server = await ChatServer.StartAsync([Endpoint.Parse("nul://127.0.0.1:0")], options);
Console.WriteLine($"listening on {server.Endpoints[0]}");

using var client = new TcpClient(AddressFamily.InterNetwork);
await client.ConnectAsync(IPEndPoint.Parse(server.Endpoints[0]["nul://".Length..]));
var stream = client.GetStream();
await stream.WriteAsync("/name alice\0well, darn\0"u8.ToArray());
var expected = $"* {client.Client.LocalEndPoint} is now alice\0alice: well, ****\0";
var buffer = new byte[expected.Length];
await stream.ReadExactlyAsync(buffer, new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
var heard = System.Text.Encoding.UTF8.GetString(buffer);
Console.WriteLine(heard.Replace('\0', '\n'));
return heard == expected ? 0 : 1;
