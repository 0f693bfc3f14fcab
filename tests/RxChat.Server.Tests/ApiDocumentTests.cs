using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace RxChat.Server.Tests;

/// <summary>What a server says about its HTTP is what it serves.</summary>
public partial class ApiDocumentTests
{
    private static readonly string[] s_listen = ["http://127.0.0.1:0", "json://127.0.0.1:0"];

    [Fact]
    public async Task What_is_described_is_served_and_is_what_the_documents_have()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        var description = await Description.OfAsync(http);
        var protocol = await File.ReadAllTextAsync(Path.Combine(RxChatProcess.Root, "docs", "protocol.md"), Now);
        var told = OfTheTable().Matches(protocol).SelectMany(row => OneOfARow().Matches(row.Groups[2].Value)
            .Select(path => $"{row.Groups[1].Value} {path.Groups[1].Value.Replace("/R/", "/{room}/", Ordinal)}"));

        description.Requests.Should().BeEquivalentTo([.. told, "GET /ws"]);
        foreach (var request in description.Requests)
        {
            var (method, path) = (request.Split(' ')[0], request.Split(' ')[1].Replace("{room}", "tea", Ordinal));
            using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path[1..]), Now);
            answer.StatusCode.Should().NotBe(HttpStatusCode.NotFound, "{0} is described", request);
            await description.CheckAsync(request, answer);
        }
    }

    [Theory]
    [InlineData("GET", "", 200)]
    [InlineData("GET", "?limit=1", 304, "If-None-Match: *")]
    [InlineData("GET", "?limit=x", 400)]
    [InlineData("GET", "", 401, "Authorization: Bearer nobody")]
    [InlineData("GET", "", 403, "Origin: https://evil.example")]
    [InlineData("GET", "", 421, "Host: evil.example")]
    [InlineData("POST", "{\"text\":\"x\"}", 201)]
    [InlineData("POST", "{\"text\":\"x\",\"key\":null}", 202, "", "@bob")]
    [InlineData("POST", "{\"text\":\"x\"}", 404, "", "@nobody")]
    [InlineData("POST", "{\"text\":\"other\",\"key\":\"k\"}", 409)]
    [InlineData("POST", "{\"text\":\"LONG\"}", 413)]
    [InlineData("POST", "", 415)]
    public async Task Answers_are_as_described(
        string method, string rest, int status, string header = "", string room = "tea")
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        using var bob = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await bob.SendAsync(new { type = "name", name = "bob" });
        await bob.ReadAsync("renamed");
        await http.SayAsync("tea", "first", "k");
        var description = await Description.OfAsync(http);
        var isGet = method == "GET";
        var request = new HttpRequestMessage(
            new HttpMethod(method), $"api/rooms/{room}/messages{(isGet ? rest : "")}");
        if (!isGet && rest.Length > 0)
        {
            request.Content = new StringContent(rest.Replace("LONG", new string('x', 66_000), Ordinal), Encoding.UTF8,
                new MediaTypeHeaderValue("application/json"));
        }
        if (header.Split(": ") is [var name, var value]) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request, Now);

        ((int)answer.StatusCode).Should().Be(status);
        await description.CheckAsync($"{method} /api/rooms/{{room}}/messages", answer);
    }

    [Fact]
    public async Task A_stream_of_events_is_as_described_and_the_description_is_sent_once()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        var description = await Description.OfAsync(http);
        using (var events = await http.GetAsync("api/events?room=a", HttpCompletionOption.ResponseHeadersRead, Now))
        {
            ((int)events.StatusCode).Should().Be(200);
            await description.CheckAsync("GET /api/events", events);
        }
        using var first = await http.GetAsync("api/openapi.json", Now);
        using var again = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "api/openapi.json")
        {
            Headers = { IfNoneMatch = { first.Headers.ETag! } },
        }, Now);
        again.StatusCode.Should().Be(HttpStatusCode.NotModified);
        await description.CheckAsync("GET /api/openapi.json", again);
    }

    [Fact]
    public async Task Who_does_not_ask_does_not_load_what_describes()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        await http.SayAsync("tea", "hello");
        server.MapsOf("Microsoft.AspNetCore.Routing.dll").Should().BeTrue();
        server.MapsOf("OpenApi.dll").Should().BeFalse();
        await Description.OfAsync(http);
        server.MapsOf("OpenApi.dll").Should().BeTrue();
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [GeneratedRegex(@"(?m)^\| `(GET|POST) (/[^|]+)\|")]
    private static partial Regex OfTheTable();

    [GeneratedRegex(@"(?<=^|`)(/[^?` ]+)")]
    private static partial Regex OneOfARow();
}
