namespace RxChat.Server.Tests;

/// <summary>The ways to start one.</summary>
public sealed partial class RxChatProcess
{
    /// <summary>Serves both protocols on free ports.</summary>
    public static Task<RxChatProcess> ServeAsync(params string[] options) =>
        ServeOnAsync(["nul://127.0.0.1:0", "line://127.0.0.1:0"], options);

    /// <summary>Serves on these endpoints.</summary>
    public static Task<RxChatProcess> ServeOnAsync(string[] listen, params string[] options) =>
        ServeAsync([.. listen.SelectMany(url => new[] { "--listen", url }), .. options], listen.Length,
            environment: null);

    /// <summary>Serves with exactly these arguments and this environment.</summary>
    public static Task<RxChatProcess> ServeAsync(
        string[] arguments, int endpoints, IReadOnlyDictionary<string, string>? environment) =>
        ListeningAsync(Start(arguments, environment), endpoints);

    /// <summary>Serves on the model's wire with at most so many descriptors.</summary>
    public static Task<RxChatProcess> ServeWithDescriptorsAsync(int most)
    {
        var server = StartInShell($"ulimit -n {most} && exec \"$0\" --listen nul://127.0.0.1:0");
        return ListeningAsync(server, endpoints: 1);
    }

    /// <summary>Starts what a shell makes of it, where <c>$0</c> is the executable.</summary>
    public static RxChatProcess StartInShell(string script)
    {
        var started = new RxChatProcess("sh", ["-c", script, Executable], environment: null);
        started._process.Start();
        return started;
    }

    /// <summary>Waits until one that was only started says where it listens.</summary>
    public Task ListeningAsync(int endpoints) => ListeningAsync(this, endpoints);

    private static async Task<RxChatProcess> ListeningAsync(RxChatProcess server, int endpoints)
    {
        server._reading = server.ReadLogAsync();
        var urls = new List<Uri>();
        while (urls.Count < endpoints)
        {
            var line = await Patience.WaitAsync(token => server.Output.ReadLineAsync(token).AsTask(),
                "a line that says where it listens");
            if (line is null)
                throw new InvalidOperationException($"it ended instead of listening: {await server.Logged()}");
            line.Should().StartWith(RunningOn);
            urls.Add(new Uri(line[RunningOn.Length..]));
        }
        server.Endpoints = urls;
        return server;
    }

    /// <summary>Starts it for a test that talks to its standard streams.</summary>
    public static RxChatProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var started = new RxChatProcess(Executable, arguments, environment);
        started._process.Start();
        return started;
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<Outcome> RunAsync(
        string[] arguments, string input = "", IReadOnlyDictionary<string, string>? environment = null) =>
        Start(arguments, environment).ToEndAsync(input);

    /// <summary>Runs to its end what a shell makes of it, where <c>$0</c> is the executable.</summary>
    public static Task<Outcome> RunInShellAsync(string script) => StartInShell(script).ToEndAsync("");

    private async Task<Outcome> ToEndAsync(string input)
    {
        await using var run = this;
        var (output, error) = (run.Output.ReadToEndAsync(), run._process.StandardError.ReadToEndAsync());
        await run.Input.WriteAsync(input);
        run.Input.Close();
        return new Outcome(await run.ExitAsync(), await output, await error);
    }
}
