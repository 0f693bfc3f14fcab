using System.Globalization;
using System.Reactive;
using System.Reactive.Subjects;
using RxChat.Server.Configuration;
using RxChat.Server.Filters;
using RxChat.Server.Users;
using RxChat.Sqlite;
using RxChat.Web;

namespace RxChat.Server.Serve;

/// <summary><c>rxchat serve</c>: listens, says so on standard output, and runs until a signal.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(Func<ServeConfiguration> read, Signals signals)
    {
        // Before more is loaded than there may be descriptors for.
        if (OpenFiles.TooFew(filters: false) is { } tooFew) return LastWords.Say(tooFew);
        CompleteSocketsInline();
        var started = new TaskCompletionSource();
        var serving = Task.Run(() => ServeAsync(read, signals, started));
        await Task.WhenAny(serving, started.Task, signals.Stopped);
        // Who asks for a stop while files are read and filters compiled is not made to wait for them: nobody is served
        // yet.
        if (!serving.IsCompleted && !started.Task.IsCompleted) return 0;
        return await serving;
    }

    private static async Task<int> ServeAsync(
        Func<ServeConfiguration> read, Signals signals, TaskCompletionSource started)
    {
        var configuration = read();
        await using var log = new LogWriter(configuration.LogLevel, configuration.Options.HideAddresses);
        LastWords.OfFilters = new FaultLog(fault => log.Write(LogLevel.Error, "unhandled in a filter", fault));
        using var forgotten = new ForgottenFaults(LastWords.OfFilters);
        using var entries = new Subject<LogEntry>();
        using var writing = entries.Subscribe(log);
        using var trimming = MemoryTrim.On(entries);
        var filtered = configuration is not { Filters: null, Shadow: null };
        if (OpenFiles.TooFew(filtered) is { } tooFew) throw new IOException(tooFew);
        // Before it listens: nobody may get past a filter, and a broken one is told before anything else happens.
        using var filters = LiveFilters.Open(configuration, log, also: forgotten.Look);
        await using var history = configuration.History is { } kept
            ? SqliteHistory.Open(
                kept, configuration.Retention, trouble => log.Write(LogLevel.Error, "history", trouble))
            : null;
        using var passwords = new HashedPasswords();
        using var webhook = Hooks.Of(configuration.Webhook);
        var judge = Jwt.Judge(configuration.Jwt, trouble => log.Write(LogLevel.Warn, "tokens", trouble));
        IAccountStore accounts = configuration.History is { } file
            ? SqliteAccountStore.Open(file)
            : new MemoryAccountStore();
        var options = configuration.Options with
        {
            // A slow turn is told on another thread than the rest.
            Log = Observer.Synchronize(entries), History = history,
            Recording = configuration.Record?.Of(configuration.Retention, filters?.Text),
            Accounts = new Accounts(accounts, passwords, judge: judge),
        };
        using var telemetry = Telemetry.StartIfAsked();
        var endpoints = ListenUrls.Parse(configuration, e => log.Write(LogLevel.Warn, "accepting paused", e.Message));
        var running = new TaskCompletionSource<ChatServer>();
        Func<ServeConfiguration> current = () => configuration with { Options = options };
        using var tls = endpoints.Any(endpoint => endpoint.IsSecure)
            ? Tls.Load(configuration.Tls, (isTrouble, what) =>
                log.Write(isTrouble ? LogLevel.Warn : LogLevel.Info, "certificate", what))
            : null;
        // Who serves neither HTTP nor TLS does not load it.
        await using var web = endpoints.All(endpoint => endpoint is { Scheme: not "http", IsSecure: false })
            ? null
            : new WebServer(new WebSources(
                () => current().Options, running.Task, e => log.Write(LogLevel.Error, "http", LastWords.Of(e)))
            {
                Keeps = history is null ? () => Task.FromResult(true) : history.IsWrittenAsync,
                Certificates = tls,
                Admin = new Administration(() => current(), filters, log.Recent),
            });
        foreach (var endpoint in endpoints) web?.Attach(endpoint);
        await using var server = await ChatServer.StartAsync(
            [.. endpoints, .. web?.Endpoints ?? []], filters?.Apply(options) ?? options);
        running.SetResult(server);
        using var telling = Hooks.Follow(webhook, server, log);
        using var reload = new Reload(server, log, configuration, read);
        current = () => reload.Current;
        signals.Patience = () => reload.Current.Options.Drain;
        signals.LastAct = () => log.Write(LogLevel.Warn, "stopped",
            "its time ran out while the loop or a filter was busy", flush: true);
        // Who reads that it listens may stop it at once, and the file is to be closed then.
        started.SetResult();
        foreach (var url in server.Endpoints) Console.Out.WriteLine($"listening on {url}");
        ServiceManager.Ready();
        if (OpenFiles.Shortage(configuration.Options.MaxConnections) is { } shortage)
            log.Write(LogLevel.Warn, "fewer files than connections", shortage);
        if (configuration is { History: null, Retention.IsNone: false })
        {
            log.Write(
                LogLevel.Warn, "nothing is shortened", "--history-age, --history-count and --history-bytes are of a "
                    + "file, and there is none; name one (--history), or leave them out");
        }
        filters?.Follow(server);
        _ = tls?.FollowAsync();
        _ = reload.FollowAsync(signals.Reloads, also: () => filters?.Reload());

        if (await Task.WhenAny(signals.Stopped, server.Stopped) == server.Stopped) await EndAsync(server.Stopped, log);
        ServiceManager.Stopping();
        log.Write(LogLevel.Info, "draining", $"at most {reload.Current.Options.Drain.TotalSeconds} s");
        // At once: what requests wait for ends with the chat.
        var stopping = server.StopAsync();
        await Task.WhenAll(stopping, web?.StopAsync(stopping) ?? Task.CompletedTask);
        log.Write(LogLevel.Info, "stopped", Memory());
        return 0;
    }

    private static string Memory()
    {
        var (allocated, paused) = (GC.GetTotalAllocatedBytes() / 1024, GC.GetTotalPauseDuration().TotalMilliseconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{GC.CollectionCount(0)} collections, {allocated} KiB allocated, {paused:0.0} ms paused");
    }

    /// <summary>Ends the process when the server ends unasked: a chat that is dead must not look alive.</summary>
    private static async Task EndAsync(Task stopped, LogWriter log)
    {
        var why = "its log says why";
        try
        {
            await stopped;
        }
        catch (Exception e)
        {
            why = LastWords.Of(e);
        }
        await log.DisposeAsync();
        // At once: what has no loop any more cannot be drained.
        Environment.Exit(LastWords.Say($"the server ended by itself: {why}"));
    }

    // .NET's sockets ask for these two when the first one is used. What completes only rings the loop's bell, so it may
    // do that on the one thread that polls: a hop by the thread pool would cost a small broadcast a third more.
    private static void CompleteSocketsInline()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }
}
