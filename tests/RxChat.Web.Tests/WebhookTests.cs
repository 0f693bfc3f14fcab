using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RxChat.Testing;

namespace RxChat.Web.Tests;

/// <summary>Services that decide of messages, or are told of them.</summary>
public class WebhookTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_service_passes_changes_and_rejects_and_each_senders_order_stays()
    {
        var service = new Service(body => body.GetProperty("text").GetString() switch
        {
            "bad" => (200, """{"action":"reject","reason":"not here"}"""),
            "loud" => (200, """{"action":"change","text":"quiet"}"""),
            "broken" => (500, ""),
            "odd" => (200, "[]"),
            _ => (204, ""),
        });
        using var webhook = new Webhook("https://example.org/ask", "secret", service);
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.AskWebhook(webhook, scheduler: time),
        });
        var alice = chat.Connect("alice").Says("/name alice").Says("bad").Says("loud").Says("broken").Says("odd")
            .Says("good");
        chat.Run(s_second);

        alice.Texts.Skip(3).Should().Equal("* not here", "alice: quiet", "* not said: a filter failed",
            "* not said: a filter failed", "alice: good");
        service.Heard[0].Body.GetProperty("room").GetString().Should().Be("lobby");
    }

    [Fact]
    public void What_is_said_is_told_in_each_rooms_order_signed_and_again_until_it_is_taken()
    {
        var failing = 2;
        var service = new Service(_ => failing-- > 0 ? (503, "") : (200, ""));
        var secret = $"whsec_{Convert.ToBase64String("key"u8)}";
        using var webhook = new Webhook("https://example.org/hook", secret, service);
        var chat = new VirtualChat();
        var failures = new List<WebhookFailure>();
        using var telling = chat.Server.Events.ToWebhook(webhook, chat.Scheduler).Subscribe(failures.Add);
        chat.Connect("alice").Says("one").Says("two").Says("three", 10 * s_second);
        chat.Run(20 * s_second);

        service.Heard.Select(one => (one.Body.GetProperty("text").GetString(), (one.At - VirtualChat.Start)))
            .Should().Equal(("one", TimeSpan.Zero), ("one", s_second), ("one", 3 * s_second), ("two", 3 * s_second),
                ("three", 10 * s_second));
        service.Heard.Select(one => one.Id).Distinct().Should().HaveCount(3);
        foreach (var one in service.Heard)
        {
            var signed = Encoding.UTF8.GetBytes($"{one.Id}.{one.At.ToUnixTimeSeconds()}.{one.Body.GetRawText()}");
            one.Signature.Should().Be($"v1,{Convert.ToBase64String(HMACSHA256.HashData("key"u8, signed))}");
        }
        failures.Should().BeEmpty();
    }

    [Fact]
    public void What_it_will_not_have_is_given_up_at_once_and_what_it_never_takes_after_a_while()
    {
        var service = new Service(body => body.GetProperty("text").GetString() == "no" ? (400, "") : (500, ""));
        using var webhook = new Webhook("https://example.org/hook", null, service);
        var chat = new VirtualChat();
        var failures = new List<(TimeSpan At, string Why)>();
        using var telling = chat.Server.Events.ToWebhook(webhook, chat.Scheduler)
            .Subscribe(failure => failures.Add((chat.Now, failure.Reason)));
        chat.Connect("alice").Says("no").Says("never");
        chat.Run(TimeSpan.FromMinutes(10));

        // 1 + 2 + 4 + 8 + 16 + 32 + 64 seconds.
        failures.Should().Equal((TimeSpan.Zero, "it answered 400"), (127 * s_second, "it answered 500"));
        service.Heard.Should().HaveCount(9);
    }

    [Fact]
    public void One_that_hangs_costs_its_room_alone()
    {
        var service = new Service(body => body.GetProperty("room").GetString() == "tea" ? (0, "") : (200, ""));
        using var webhook = new Webhook("https://example.org/hook", null, service);
        var chat = new VirtualChat();
        using var telling = chat.Server.Events.ToWebhook(webhook, chat.Scheduler).Subscribe(_ => { });
        chat.Connect("alice").Says("/join tea").Says("in tea").Says("/join pot").Says("in the pot");
        chat.Run(5 * s_second);

        service.Heard.Select(one => one.Body.GetProperty("text").GetString()).Should().Equal("in tea", "in the pot");
    }

    [Fact]
    public async Task A_server_asks_and_tells_a_real_one()
    {
        using var listener = new HttpListener();
        var url = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(url);
        listener.Start();
        var secret = "secret";
        #region webhooks
        using var service = new Webhook(url, secret, allowPrivate: true);
        var options = new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.AskWebhook(service, scheduler: time),
        };
        await using var server = await ChatServer.StartAsync([Endpoint.Parse("line://127.0.0.1:0")], options);
        using var telling = server.Events.ToWebhook(service)
            .Subscribe(failure => Console.Error.WriteLine($"{failure.Said.Id} was not told: {failure.Reason}"));
        #endregion
        using var client = new TcpClient("127.0.0.1", new Uri(server.Endpoints[0]).Port);
        await client.GetStream().WriteAsync("hello\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var ids = new List<string>();
        for (var n = 0; n < 2; n++)
        {
            var asked = await listener.GetContextAsync().WaitAsync(
                TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            ids.Add(asked.Request.Headers["webhook-id"]!);
            asked.Response.StatusCode = 204;
            asked.Response.Close();
        }
        ids.Should().SatisfyRespectively(one => one.Should().StartWith("ask_"), two => two.Should().StartWith("msg_"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://[::1]:1/")]
    [InlineData("http://[::ffff:10.0.0.1]:1/")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://localhost:1/")]
    [InlineData("http://[fe80::1]:1/")]
    [InlineData("http://[64:ff9b::7f00:1]:1/")]
    public async Task Private_addresses_are_not_asked(string url)
    {
        using var webhook = new Webhook(url);
        var asking = () => webhook.PostAsync("id", VirtualChat.Start, [], TestContext.Current.CancellationToken);
        (await asking.Should().ThrowAsync<HttpRequestException>()).Which.Message.Should().Contain("private address");
    }

    [Theory]
    [InlineData("ftp://example.org/")]
    [InlineData("https://user:password@example.org/")]
    [InlineData("example.org")]
    public void What_is_no_webhook_says_so(string url) =>
        new Action(() => new Webhook(url).Dispose()).Should().Throw<FormatException>().WithMessage("*is no webhook*");

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>A service in memory, which answers at once, or, of 0, never.</summary>
    private sealed class Service(Func<JsonElement, (int Status, string Body)> answer) : HttpMessageHandler
    {
        public List<(string Id, DateTimeOffset At, string? Signature, JsonElement Body)> Heard { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var stream = request.Content!.ReadAsStream(cancellationToken);
            var body = JsonDocument.Parse(stream).RootElement;
            Heard.Add((
                request.Headers.GetValues("webhook-id").Single(),
                DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Headers.GetValues("webhook-timestamp").Single(),
                    System.Globalization.CultureInfo.InvariantCulture)),
                request.Headers.TryGetValues("webhook-signature", out var signed) ? signed.Single() : null, body));
            var (status, text) = answer(body);
            if (status == 0) return new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(cancellationToken);
            var answered = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(text) };
            return Task.FromResult(answered);
        }
    }
}
