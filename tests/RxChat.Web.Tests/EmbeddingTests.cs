using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RxChat.Web.Tests;

/// <summary>A chat in an application, whose authentication says who is who.</summary>
public class EmbeddingTests
{
    private static readonly SymmetricSecurityKey s_key = new(Encoding.ASCII.GetBytes(new string('k', 48)));

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_the_applications_cookie_is_who_it_says()
    {
        await using var app = await StartAsync();
        using var anna = new HttpClient(new SocketsHttpHandler()) { BaseAddress = app.Url };
        (await anna.PostAsync("login?name=anna", null, Now)).EnsureSuccessStatusCode();
        using var said = await anna.PostAsJsonAsync("chat/api/rooms/tea/messages", new { text = "hello" }, Now);
        said.StatusCode.Should().Be(HttpStatusCode.Created);
        using var nobody = new HttpClient { BaseAddress = app.Url };
        using var refused = await nobody.PostAsJsonAsync("chat/api/rooms/tea/messages", new { text = "hello" }, Now);
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_has_the_applications_token_is_who_it_says_until_it_ends()
    {
        await using var app = await StartAsync();
        using var socket = await ConnectAsync(app, Token("bob", DateTime.UtcNow.AddSeconds(3), "operator"));
        (await HearAsync(socket, "login")).GetProperty("name").GetString().Should().Be("bob");
        await SayAsync(socket, """{"type":"join","room":"tea","ref":"1"}""");
        await HearAsync(socket, "ok");
        (await app.Chat.WhoAsync("tea")).Should().ContainSingle().Which.Should().Match<Person>(
            person => person.Name == "bob" && person.IsOperator);

        (await HearAsync(socket, "error")).GetProperty("code").GetString().Should().Be("token_expired");
    }

    [Fact]
    public async Task Nobody_registers_past_the_application()
    {
        await using var app = await StartAsync(options => options.AllowGuests = true, requires: false);
        using var socket = await ConnectAsync(app, token: null);
        await HearAsync(socket, "welcome");
        await SayAsync(socket, """{"type":"register","name":"anna","password":"correct horse","ref":"1"}""");
        (await HearAsync(socket, "error")).GetProperty("code").GetString().Should().Be("no_accounts");
        await SayAsync(socket, """{"type":"login","name":"anna","password":"anything","ref":"2"}""");
        (await HearAsync(socket, "error")).GetProperty("code").GetString().Should().Be("no_accounts");
        await SayAsync(socket, """{"type":"token","ref":"3"}""");
        (await HearAsync(socket, "error")).GetProperty("code").GetString().Should().Be("no_accounts");
    }

    [Fact]
    public async Task Pages_of_other_origins_do_not_ask_with_a_visitors_cookie()
    {
        await using var app = await StartAsync(options => options.AllowGuests = true, requires: false);
        using var foreign = new ClientWebSocket();
        foreign.Options.SetRequestHeader("Origin", "https://evil.example");
        var connecting = () => foreign.ConnectAsync(app.Socket, Now);
        await connecting.Should().ThrowAsync<WebSocketException>();
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", "the application's own endpoints are for HTTP and TLS")]
    [InlineData("nonsense", "no URL to listen on")]
    public async Task What_cannot_be_is_said_when_it_starts(string url, string words)
    {
        var starting = () => StartAsync(options => options.Listen.Add(url));
        (await starting.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain(words);
    }

    [Fact]
    public async Task It_stops_with_the_application_at_once_and_tells_everybody()
    {
        var app = await StartAsync();
        using var socket = await ConnectAsync(app, Token("bob", DateTime.UtcNow.AddMinutes(5)));
        await HearAsync(socket, "login");
        var began = System.Diagnostics.Stopwatch.StartNew();
        await app.DisposeAsync();
        (await HearAsync(socket, "stopping")).ValueKind.Should().Be(JsonValueKind.Object);
        began.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    private static async Task<Running> StartAsync(Action<RxChatOptions>? configure = null, bool requires = true)
    {
        #region sample-embedded
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie().AddJwtBearer(options =>
            {
                // Claims are called as they are in the token.
                options.MapInboundClaims = false;
                options.TokenValidationParameters = Rules();
            });
        builder.Services.AddAuthorization();
        builder.Services.AddRxChat(options =>
        {
            options.Chat = new ChatServerOptions { FilterPerClient = (messages, _) => messages.MaxLength(500) };
            options.Name = user => user.FindFirst("sub")?.Value;
        });
        #endregion
        if (configure is not null) builder.Services.Configure(configure);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapPost("/login", (HttpContext http, string name) => http.SignInAsync(new ClaimsPrincipal(
            new ClaimsIdentity([new Claim("sub", name)], CookieAuthenticationDefaults.AuthenticationScheme))));
        #region sample-mapped
        var chat = app.MapRxChat("/chat");
        if (requires)
        {
            chat.RequireAuthorization(policy => policy.RequireAuthenticatedUser().AddAuthenticationSchemes(
                CookieAuthenticationDefaults.AuthenticationScheme, JwtBearerDefaults.AuthenticationScheme));
        }
        #endregion
        await app.StartAsync(Now);
        return new Running(app, new Uri(app.Urls.Single() + "/"));
    }

    private static TokenValidationParameters Rules() => new()
    {
        IssuerSigningKey = s_key, ValidateIssuer = false, ValidateAudience = false, ClockSkew = TimeSpan.Zero,
        RoleClaimType = "role",
    };

    private static string Token(string name, DateTime until, string? role = null) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["sub"] = name, ["role"] = role ?? "" }, Expires = until,
            SigningCredentials = new(s_key, "HS256"),
        });

    private static async Task<ClientWebSocket> ConnectAsync(Running app, string? token)
    {
        var socket = new ClientWebSocket();
        if (token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(app.Socket, Now);
        return socket;
    }

    private static Task SayAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Now);

    private static async Task<JsonElement> HearAsync(ClientWebSocket socket, string type)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult read;
            do
            {
                read = await socket.ReceiveAsync(buffer.AsMemory(length), Now);
                length += read.Count;
            }
            while (!read.EndOfMessage);
            read.MessageType.Should().Be(WebSocketMessageType.Text, $"{type} was to come");
            var heard = JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement;
            if (heard.GetProperty("type").GetString() == type) return heard;
        }
    }

    private sealed record Running(WebApplication App, Uri Url) : IAsyncDisposable
    {
        public Uri Socket => new($"ws://{Url.Authority}/chat/ws");

        public ChatServer Chat => App.Services.GetRequiredService<EmbeddedChat>().Server.Result;

        public async ValueTask DisposeAsync()
        {
            await App.StopAsync(CancellationToken.None);
            await App.DisposeAsync();
        }
    }
}
