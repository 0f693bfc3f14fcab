using System.Diagnostics;
using System.Net.Http.Json;

namespace RxChat.Server.Tests;

/// <summary>The sample programs, run as their readers run them.</summary>
public sealed class SamplesTests
{
    private static readonly string s_configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    internal static readonly string Folder = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(RxChatProcess.Executable)!, "../../../../../tests/Samples"));

    [Fact]
    public async Task A_single_file_embeds_a_server()
    {
        using var build = Start("dotnet", "build", "-c", s_configuration, Path.Combine(Folder, "chat.cs"));
        await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        (await ExitAsync(build)).Should().Be(0);

        // Run by the dotnet command, which hands signals on.
        using var sample = Start("dotnet", "run", "--no-build", "-c", s_configuration,
            Path.Combine(Folder, "chat.cs"), "line://127.0.0.1:0");
        var url = await LineAsync(sample, "listening on ");
        await TalkAsync(new Uri(url));
        Signal.Terminate.SendTo(sample.Id);
        (await ExitAsync(sample)).Should().Be(0);
    }

    [Fact]
    public async Task An_AspNet_host_runs_a_server_beside_its_endpoints()
    {
        using var sample = Start(
            Path.Combine(Folder, "AspNetHost", "bin", s_configuration, "net10.0", "AspNetHost"),
            "--urls", "http://127.0.0.1:0", "--Chat", "line://127.0.0.1:0");
        var web = await LineAsync(sample, "Now listening on: ");
        using var http = new HttpClient { BaseAddress = new Uri(web) };
        var urls = await http.GetFromJsonAsync<string[]>("/chat", TestContext.Current.CancellationToken);
        await TalkAsync(new Uri(urls!.Single()));
        Signal.Terminate.SendTo(sample.Id);
        (await ExitAsync(sample)).Should().Be(0);
    }

    [Fact]
    public async Task The_filter_file_of_the_page_is_a_good_one()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Folder, "../../docs/filters.md"),
            TestContext.Current.CancellationToken);
        var start = page.IndexOf("\nPerClient = ", StringComparison.Ordinal);
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, page[start..page.IndexOf("```", start, StringComparison.Ordinal)],
            TestContext.Current.CancellationToken);

        var outcome = await RxChatProcess.RunAsync(["filters", "check", path]);

        File.Delete(path);
        outcome.Output.Should().Be($"{path}: good, a filter per client and one for everyone\n");
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;

    private static async Task<string> LineAsync(Process process, string after)
    {
        while (await Patience.WaitAsync(token => process.StandardOutput.ReadLineAsync(token).AsTask(),
            after) is { } line)
        {
            if (line.IndexOf(after, StringComparison.Ordinal) is >= 0 and var at) return line[(at + after.Length)..];
        }
        throw new InvalidOperationException($"it ended before it said: {after}");
    }

    private static async Task TalkAsync(Uri url)
    {
        using var alice = await RawClient.ConnectAsync(url.Port, (byte)'\n');
        using var bob = await RawClient.ConnectAsync(url.Port, (byte)'\n');
        await alice.ReadUntilAsync("* guest-2 joined");
        await bob.ReadUntilAsync("* guest-2 joined");
        await bob.SendAsync("hello");
        await alice.ReadUntilAsync("guest-2: hello");
    }

    private static async Task<int> ExitAsync(Process process)
    {
        await Patience.WaitAsync(process.WaitForExitAsync, "the sample to end");
        return process.ExitCode;
    }
}
