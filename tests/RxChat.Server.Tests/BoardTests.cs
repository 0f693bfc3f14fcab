using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>Each query of the Grafana board has an answer of a real Prometheus.</summary>
public sealed class BoardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-prometheus-").FullName;

    [Fact]
    public async Task Every_panel_has_data()
    {
        Tool.SkipWithout("prometheus", "prometheus");
        using var certificate = TestCertificate.In(Path.Combine(_folder, "tls"));
        await using var server = await RxChatProcess.ServeOnAsync(
            ["http://127.0.0.1:0", "json://127.0.0.1:0", "lines://127.0.0.1:0"],
            ["--history", Path.Combine(_folder, "rxchat.db"), .. certificate.Options]);
        using var ann = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await ann.JoinAsync("lobby");
        using var prometheus = Start(server.Endpoints[0].Authority, out var url);
        try
        {
            using var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
            var unanswered = Queries();
            unanswered.Should().HaveCountGreaterThan(15);
            using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            await Patience.WaitAsync(
                async token =>
                {
                    while (unanswered.Count > 0)
                    {
                        await beat.WaitForNextTickAsync(token);
                        await ann.SendAsync(new { type = "say", room = "lobby", text = "hello" });
                        await ann.SendAsync(new { type = "nonsense" });
                        foreach (var query in unanswered.ToArray())
                        {
                            if (await IsAnsweredAsync(http, query, token)) unanswered.Remove(query);
                        }
                    }
                },
                $"data for all panels");
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<string> Queries()
    {
        using var board = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(RxChatProcess.Root, "docs", "grafana.json")));
        return [.. board.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "5s"))];
    }

    private static async Task<bool> IsAnsweredAsync(HttpClient http, string query, CancellationToken token)
    {
        try
        {
            using var told = JsonDocument.Parse(
                await http.GetStringAsync($"api/v1/query?query={Uri.EscapeDataString(query)}", token));
            return told.RootElement.GetProperty("data").GetProperty("result").EnumerateArray()
                .Any(one => one.GetProperty("value")[1].GetString() != "NaN");
        }
        catch (HttpRequestException)
        {
            // It has not started yet.
            return false;
        }
    }

    private Process Start(string target, out Uri url)
    {
        var file = Path.Combine(_folder, "prometheus.yml");
        File.WriteAllText(file, $$"""
            global: { scrape_interval: 1s }
            scrape_configs:
            - job_name: rxchat
              static_configs: [{ targets: ["{{target}}"] }]
            """);
        // Which takes no free port by itself.
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            url = new Uri($"http://{probe.LocalEndpoint}/");
        }
        var process = Process.Start(new ProcessStartInfo("prometheus",
        [
            $"--config.file={file}", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address={url.Authority}",
            "--log.level=error",
        ])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
