using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace RxChat.Server.Tests;

/// <summary>
/// The executable, run as its users run it. A server that a test leaves to <see cref="DisposeAsync"/> has to drain with
/// exit code 0, must not have logged an error, and every line of its log has to be one that only the server can have
/// written.
/// </summary>
public sealed partial class RxChatProcess : IAsyncDisposable
{
    private const string RunningOn = "listening on ";

    private readonly Process _process = new();
    private readonly Channel<string> _logged = Channel.CreateUnbounded<string>();
    private readonly List<string> _log = [];
    private readonly List<RawClient> _clients = [];
    private Task _reading = Task.CompletedTask;
    private bool _endTaken;

    private RxChatProcess(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        _process.StartInfo = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Of what may be set outside only the engine comes through, so that all of these tests can run on either.
        var variables = _process.StartInfo.Environment;
        foreach (var name in variables.Keys.Where(name => name.StartsWith("RXCHAT_", StringComparison.Ordinal))
            .ToList())
        {
            if (name != "RXCHAT_ENGINE") variables.Remove(name);
        }
        // No test leaves a file behind that it has not named.
        variables["RXCHAT_HISTORY"] = "none";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) variables[name] = value;
    }

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The executable built beside these tests, in their configuration.</summary>
    public static string Executable { get; } = Path.Combine(
        Root, "src", "RxChat.Server", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0",
        "rxchat");

    /// <summary>What was printed when it accepted, one URL per endpoint.</summary>
    public IReadOnlyList<Uri> Endpoints { get; private set; } = [];

    public int NulPort => Endpoints.First(url => url.Scheme == "nul").Port;

    public int LinePort => Endpoints.First(url => url.Scheme == "line").Port;

    public string Url(string scheme) => Endpoints.First(url => url.Scheme == scheme).OriginalString;

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>For a process that is no server: a server's are its log.</summary>
    public StreamReader Errors => _process.StandardError;

    /// <summary>The most memory it ever had resident, in bytes.</summary>
    public long PeakResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status")
                .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            var kibibytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
            return long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Whether a file with such a name is loaded.</summary>
    public bool MapsOf(string name) =>
        File.ReadAllText($"/proc/{_process.Id}/maps").Contains(name, StringComparison.Ordinal);

    /// <summary>
    /// A client of the model's wire; the server may not know it yet, see <see cref="RawClient.SettleAsync"/>.
    /// </summary>
    public async Task<RawClient> NulAsync(string from = "127.0.0.1", int? receiveBuffer = null) =>
        Own(await RawClient.ConnectAsync(NulPort, 0, from, receiveBuffer));

    /// <summary>A client of the line protocol that has read its greeting and seen itself join.</summary>
    public async Task<RawClient> LineAsync(string? name = null)
    {
        var client = await LineUngreetedAsync();
        await client.ReadGreetingAsync();
        if (name is null) return client;
        await client.SendAsync($"/name {name}");
        await client.ReadUntilAsync($"* {client.Guest} is now {name}");
        return client;
    }

    public async Task<RawClient> LineUngreetedAsync(string from = "127.0.0.1") =>
        Own(await RawClient.ConnectAsync(LinePort, (byte)'\n', from));

    public void Send(Signal signal) => signal.SendTo(_process.Id);

    /// <summary>Ends it as a crash would.</summary>
    public void Crash()
    {
        _endTaken = true;
        _process.Kill();
    }

    /// <summary>The exit code, which from here on is the test's business.</summary>
    public async Task<int> ExitAsync()
    {
        _endTaken = true;
        await Patience.WaitAsync(token => _process.WaitForExitAsync(token), "the process to exit");
        return _process.ExitCode;
    }

    /// <summary>The standard error from where the last call ended to the first line with these words.</summary>
    public async Task<string> LogLineAsync(string words)
    {
        while (true)
        {
            var line = await Patience.WaitAsync(token => _logged.Reader.ReadAsync(token).AsTask(),
                $"a log line with: {words}");
            if (line.Contains(words, StringComparison.Ordinal)) return line;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        if (!_endTaken && !_process.HasExited) Signal.Terminate.SendTo(_process.Id);
        try
        {
            await Patience.WaitAsync(token => _process.WaitForExitAsync(token), "the process to exit");
        }
        catch (TimeoutException e)
        {
            _process.Kill();
            throw new TimeoutException($"{e.Message}; its log: {await Logged()}");
        }
        var exitCode = _process.ExitCode;
        var log = await Logged();
        _process.Dispose();
        if (Endpoints.Count == 0) return;
        if (!_endTaken) exitCode.Should().Be(0, "a drain asked for by SIGTERM ends well; its log: {0}", log);
        _log.Where(line => !WellFormed().IsMatch(line)).Should().BeEmpty("nobody else may write a line of the log");
        log.Should().NotContain("internal error").And.NotContain("Unhandled exception");
    }

    private RawClient Own(RawClient client)
    {
        _clients.Add(client);
        return client;
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _log.Add(line);
            _logged.Writer.TryWrite(line);
        }
        _logged.Writer.Complete();
    }

    /// <summary>The last of its log, once it has ended.</summary>
    public async Task<string> Logged()
    {
        await _reading;
        return string.Join('\n', _log.TakeLast(50));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RxChat.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|warn|error) ((filters|shadow): )?[a-z]+[a-z0-9 ]*"
        + @"( connection=\d+)?( peer=""[^""]+"")?"
        + @"( detail=""([^""\\\p{Cc}]|\\[""\\]|\\u[0-9a-f]{4})*"")?$")]
    private static partial Regex WellFormed();
}
