using System.Diagnostics;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>Accounts are in the history file: administered beside the server, and there after it.</summary>
public sealed class AccountFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-accounts").FullName;

    private string File => Path.Combine(_folder, "chat.db");

    [Fact]
    public async Task Accounts_are_made_listed_and_removed_while_a_server_runs()
    {
        await using var server = await ServeAsync("--require-login");
        (await UserAsync("add root --operator", "correct horse\n")).Should().BeEquivalentTo(
            new Outcome(0, "", "root has an account\n"));
        (await UserAsync("add ROOT", "correct horse\n")).Error.Should().Be("rxchat: the name root is taken\n");
        (await UserAsync("add short", "1234567\n")).Error.Should().Be(
            "rxchat: a password has 8 to 256 characters\n");
        (await UserAsync("add guest-7", "correct horse\n")).Error.Should().Be("rxchat: the name guest-7 is taken\n");
        (await UserAsync("add двa", "correct horse\n")).ExitCode.Should().Be(0);
        (await UserAsync("list")).OutputLines.Should().SatisfyRespectively(
            root => root.Should().StartWith("root\t20").And.EndWith("\toperator"),
            other => other.Should().StartWith("двa\t20"));

        using var root = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        await root.SendAsync(new { type = "login", name = "root", password = "correct horse", @ref = "1" });
        (await root.ReadAsync("ok")).Should().Contain(one => TypeOf(one) == "login");
        await root.SendAsync(new { type = "token", @ref = "2" });
        var token = TextOf((await root.ReadAsync("token"))[^1], "token");

        (await UserAsync("passwd root", "another horse\n")).ExitCode.Should().Be(0);
        using var late = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        await late.SendAsync(new { type = "login", token, @ref = "1" });
        TextOf((await late.ReadAsync("error"))[^1], "code").Should().Be("wrong_password");
        await late.SendAsync(new { type = "login", name = "root", password = "another horse", @ref = "2" });
        await late.ReadAsync("ok");

        (await UserAsync("remove root")).ExitCode.Should().Be(0);
        (await UserAsync("remove root")).Should().BeEquivalentTo(
            new Outcome(1, "", "rxchat: there is no account root\n"));
        using var nobody = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        await nobody.SendAsync(new { type = "login", name = "root", password = "another horse", @ref = "1" });
        TextOf((await nobody.ReadAsync("error"))[^1], "code").Should().Be("wrong_password");
    }

    [Fact]
    public async Task An_account_and_its_token_outlive_a_crash_and_no_password_is_in_the_file()
    {
        string token;
        await using (var server = await ServeAsync())
        {
            using var alice = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
            await alice.SendAsync(new { type = "register", name = "alice", password = "correct horse", @ref = "1" });
            await alice.ReadAsync("ok");
            await alice.SendAsync(new { type = "token", @ref = "2" });
            token = TextOf((await alice.ReadAsync("token"))[^1], "token");
            server.Crash();
        }
        await using var again = await ServeAsync();
        using var phone = await JsonClient.ConnectAsync(again.Endpoints[0].Port);
        await phone.SendAsync(new { type = "login", token, @ref = "1" });
        TextOf((await phone.ReadAsync("ok"))[^2], "name").Should().Be("alice");
        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            // The lock is nobody else's to read.
            if (file.EndsWith("-lock", StringComparison.Ordinal)) continue;
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, System.Text.Encoding.Latin1);
            var bytes = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            bytes.Should().NotContain("correct horse").And.NotContain(token);
        }
    }

    [Fact]
    public async Task While_passwords_are_checked_the_chat_goes_on_and_too_many_are_told_so()
    {
        await using var server = await ServeAsync();
        var many = new List<JsonClient>();
        for (var i = 0; i < 60; i++) many.Add(await JsonClient.ConnectAsync(server.Endpoints[0].Port));
        using var talker = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        await talker.JoinAsync("tea");
        for (var i = 0; i < many.Count; i++)
        {
            var name = $"name{i}";
            await many[i].SendAsync(new { type = "register", name, password = "correct horse", @ref = "1" });
        }
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++)
        {
            await talker.SendAsync(new { type = "say", room = "tea", text = "on and on", @ref = $"{i}" });
            await talker.ReadAsync("ok");
        }
        var talked = watch.Elapsed;
        var answers = new List<string>();
        foreach (var one in many)
        {
            var answer = await one.ReadAsync();
            while (TypeOf(answer!.Value) is not ("ok" or "error")) answer = await one.ReadAsync();
            answers.Add(TypeOf(answer.Value) == "ok" ? "ok" : TextOf(answer.Value, "code"));
            one.Dispose();
        }
        answers.Distinct().Should().BeEquivalentTo(["ok", "busy"]);
        talked.Should().BeLessThan(watch.Elapsed, "all of it is said before the last password is hashed");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<RxChatProcess> ServeAsync(params string[] more) =>
        RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], ["--history", File, .. more]);

    private Task<Outcome> UserAsync(string arguments, string input = "") =>
        RxChatProcess.RunAsync(["user", .. arguments.Split(' '), "--history", File], input);
}
