using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>Who may run the server by HTTP, and what comes of it.</summary>
public class AdminApiTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, false, HttpStatusCode.Unauthorized)]
    [InlineData("say,read", true, HttpStatusCode.Forbidden)]
    [InlineData("operate", false, HttpStatusCode.Forbidden)]
    [InlineData("operate", true, HttpStatusCode.OK)]
    public async Task Only_operators_whose_token_is_for_it_see_how_the_server_stands(
        string? scopes, bool isOperator, HttpStatusCode status)
    {
        await using var of = await Operator.ServeAsync();
        var token = scopes is null ? null : await of.TokenAsync("deploy", scopes, isOperator);
        using var http = of.As(token);
        foreach (var what in new[] { "info", "connections", "rooms", "filters", "log", "config" })
        {
            using var answer = await http.GetAsync($"api/admin/{what}", Now);
            answer.StatusCode.Should().Be(status, what);
        }
        using var metrics = await http.GetAsync("metrics", Now);
        // Who names nobody is on this machine; who is somebody is judged by that.
        metrics.StatusCode.Should().Be(token is null ? HttpStatusCode.OK : status);
    }

    [Fact]
    public async Task An_operator_sees_connections_rooms_options_and_the_log()
    {
        await using var of = await Operator.ServeAsync("--max-name", "20");
        using var http = of.As(await of.TokenAsync("deploy"));
        using var program = await JsonClient.ConnectAsync(of.Server.Endpoints[1].Port);
        await program.JoinAsync("tea");
        await http.SayAsync("tea", "hello");

        (await http.ListAsync("connections", "?like=json")).Should().ContainSingle().Which.Should().Match<JsonElement>(
            one => TextOf(one, "protocol") == "json" && one.GetProperty("rooms")[0].GetString() == "tea");
        (await http.ListAsync("rooms")).Should().ContainSingle().Which.Should().Match<JsonElement>(
            one => TextOf(one, "room") == "tea" && one.GetProperty("members").GetInt32() == 1
                && one.GetProperty("last").GetInt64() == 1);
        (await http.ListAsync("config")).Should().Contain(one => TextOf(one, "name") == "max-name"
            && TextOf(one, "value") == "20" && TextOf(one, "source") == "--max-name")
            .And.Contain(one => TextOf(one, "name") == "max-room"
                && one.GetProperty("value").ValueKind == JsonValueKind.Null);
        of.Server.Send(Signal.Hangup);
        await of.Server.LogLineAsync("reloaded");
        (await http.ListAsync("log")).Should().Contain(line => TextOf(line, "text").Contains("reloaded"));
    }

    [Fact]
    public async Task Acts_are_done_in_their_order_with_the_rights_of_who_asks()
    {
        await using var of = await Operator.ServeAsync();
        using var http = of.As(await of.TokenAsync("deploy"));
        using var alice = await JsonClient.ConnectAsync(of.Server.Endpoints[1].Port);
        await alice.SendAsync(new { type = "name", name = "alice" });
        await alice.JoinAsync("tea");
        using var bob = await RawClient.ConnectAsync(of.Server.Endpoints[2].Port, (byte)'\n');
        await bob.SendAsync("/name bob");
        await bob.ReadUntilAsync(frame => frame.EndsWith("is now bob", StringComparison.Ordinal), "bob");

        var done = await http.DoAsync(
            new { @do = "say", room = "tea", text = "hello", key = "k" },
            new { @do = "say", room = "tea", text = "hello", key = "k" },
            new { @do = "who", room = "tea" }, new { @do = "broadcast", text = "soon" },
            new { @do = "moderate", room = "tea", act = "mute", whom = "alice", seconds = 60 },
            new { @do = "history", room = "tea" }, new { @do = "nothing" },
            new { @do = "disconnect", name = "bob", reason = "enough" }, new { @do = "disconnect", name = "nobody" });

        done.Select(one => TypeOf(one) == "error" ? TextOf(one, "code") : TypeOf(one)).Should().Equal(
            "ok", "ok", "who", "ok", "ok", "history", "unknown_command", "ok", "no_such_person");
        done[1].GetProperty("seq").GetInt64().Should().Be(1);
        done[3].GetProperty("rooms").GetInt32().Should().Be(2);
        (await bob.ReadToEndAsync())[^1].Should().Be("* enough");
        (await alice.ReadAsync("moderated"))[..^1].Where(one => TypeOf(one) == "message")
            .Select(one => (TextOf(one, "from"), TextOf(one, "text")))
            .Should().Equal(("deploy", "hello"), ("server", "soon"));
    }

    [Fact]
    public async Task A_token_for_some_things_does_those_and_no_operators_acts()
    {
        await using var of = await Operator.ServeAsync();
        using var http = of.As(await of.TokenAsync("deploy", "say"));
        var done = await http.DoAsync(
            new { @do = "say", room = "tea", text = "hello" }, new { @do = "history", room = "tea" },
            new { @do = "broadcast", text = "hello" }, new { @do = "disconnect", connection = 1 });

        done.Select(one => TypeOf(one) == "error" ? TextOf(one, "code") : TypeOf(one)).Should().Equal(
            "ok", "out_of_scope", "not_allowed", "not_allowed");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[{\"do\":7}]")]
    [InlineData("{\"do\":\"say\",\"do\":\"say\"}")]
    [InlineData("{\"do\"")]
    [InlineData("\"say\"")]
    public async Task What_is_no_act_is_a_problem(string body)
    {
        await using var of = await Operator.ServeAsync();
        using var http = of.As(null);
        using var answer = await http.PostAsync(
            "api/acts", new StringContent(body, new MediaTypeHeaderValue("application/json")), Now);
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        TextOf(await answer.Content.ReadFromJsonAsync<JsonElement>(Now), "code").Should().Be("malformed");
    }
}
