using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>A server with a history file, and bots whose tokens are for some things.</summary>
internal sealed class Operator : IAsyncDisposable
{
    private readonly string _folder;

    private Operator(RxChatProcess server, string folder) => (Server, _folder) = (server, folder);

    public RxChatProcess Server { get; }

    private string Database => Path.Combine(_folder, "chat.db");

    public static async Task<Operator> ServeAsync(params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("rxchat-operator").FullName;
        return new Operator(
            await RxChatProcess.ServeOnAsync(
                ["http://127.0.0.1:0", "json://127.0.0.1:0", "line://127.0.0.1:0"],
                ["--history", Path.Combine(folder, "chat.db"), .. options]),
            folder);
    }

    public async Task<string> TokenAsync(string name, string? scopes = null, bool isOperator = true)
    {
        await RxChatProcess.RunAsync(
            ["user", "add", name, "--bot", .. isOperator ? ["--operator"] : Array.Empty<string>(),
                "--history", Database]);
        var made = await RxChatProcess.RunAsync(
            ["user", "token", name, .. scopes is null ? [] : new[] { "--scopes", scopes }, "--history", Database]);
        made.ExitCode.Should().Be(0, made.Error);
        return made.Output.Trim();
    }

    public async Task VoidAsync(string name) =>
        (await RxChatProcess.RunAsync(["user", "token", name, "--void", "--history", Database]))
            .ExitCode.Should().Be(0);

    public async Task AddAsync(string name, string password, bool isOperator = true) =>
        (await RxChatProcess.RunAsync(
            ["user", "add", name, .. isOperator ? ["--operator"] : Array.Empty<string>(), "--history", Database],
            password + "\n")).ExitCode.Should().Be(0);

    public HttpClient As(string? token)
    {
        var http = Requests.To(Server);
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

internal static class OperatorRequests
{
    public static async Task<IReadOnlyList<JsonElement>> DoAsync(this HttpClient http, params object[] acts)
    {
        using var answer = await http.PostAsJsonAsync("api/acts", acts, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.Should().BeTrue($"{answer}");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return [.. body.GetProperty("done").EnumerateArray()];
    }

    public static async Task<IReadOnlyList<JsonElement>> ListAsync(this HttpClient http, string what, string query = "")
    {
        var body = await http.GetFromJsonAsync<JsonElement>(
            $"api/admin/{what}{query}", TestContext.Current.CancellationToken);
        return [.. body.EnumerateObject().Single().Value.EnumerateArray()];
    }
}
