using System.Diagnostics;
using System.Globalization;

namespace RxChat.Server.Tests;

/// <summary>
/// What judges documents for others, from npm, in a folder that lives as long as a class of tests; or why it is not
/// there.
/// </summary>
public sealed class NodePackages : IAsyncLifetime
{
    /// <summary>As the newest of the packages asks for it.</summary>
    private const int LeastNode = 20;

    private static readonly string[] s_packages = ["@redocly/cli@2.77.0", "@asyncapi/parser@3.6.3", "ws@8.23.0"];
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-npm").FullName;
    private string? _missing;

    public async ValueTask InitializeAsync() => _missing = await MissingAsync();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }

    public void SkipWithout() => Assert.SkipWhen(_missing is not null, _missing ?? "");

    /// <summary>Runs one in the folder; what it says on both of its streams.</summary>
    public async Task<Outcome> RunAsync(string command, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(s_limit);
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // Nobody is told that it ran, or asked whether there is a newer one.
        (start.Environment["REDOCLY_TELEMETRY"], start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"]) = ("off", "true");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new Outcome(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new Outcome(-1, "", $"it took more than {s_limit.TotalMinutes} minutes");
        }
    }

    private async Task<string?> MissingAsync()
    {
        if (!Has("node")) return "node is not installed (apt-get install nodejs)";
        var version = (await RunAsync("node", "--version")).Output.Trim();
        if (int.Parse(version[1..].Split('.')[0], CultureInfo.InvariantCulture) < LeastNode)
            return $"node is {version}, and {s_packages[0]} asks for {LeastNode} or later";
        if (!Has("npm")) return "npm is not installed (apt-get install npm)";
        var installed = await RunAsync("npm", [
            "install", "--no-fund", "--no-audit", "--no-package-lock", "--ignore-scripts", "--prefer-offline",
            "--fetch-retries=1", "--fetch-timeout=20000", .. s_packages]);
        return installed.ExitCode == 0 ? null
            : $"npm cannot install {string.Join(" and ", s_packages)}: {installed.ErrorLines.FirstOrDefault()}";
    }

    private static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
