using System.Globalization;
using System.Reactive;
using System.Reactive.Subjects;
using RxChat.Server.Configuration;
using RxChat.Server.Filters;

namespace RxChat.Server.Serve;

/// <summary><c>rxchat serve</c>: listens, says so on standard output, and runs until a signal.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(Func<ServeConfiguration> read)
    {
        CompleteSocketsInline();
        var configuration = read();
        await using var log = new LogWriter(configuration.LogLevel);
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signals = new Signals(stop.SetResultOnce);

        using var entries = new Subject<LogEntry>();
        using var writing = entries.Subscribe(log);
        using var trimming = MemoryTrim.On(entries);
        // Before it listens: nobody may get past a filter, and a broken one is told before anything else happens.
        using var filters = LiveFilters.Open(configuration, log);
        // A slow turn is told on another thread than the rest.
        var options = configuration.Options with { Log = Observer.Synchronize(entries) };
        await using var server = await ChatServer.StartAsync(Endpoints(configuration, log), filters?.Apply(options) ?? options);
        filters?.Follow(server);
        // Before anybody can know that it runs: an unhandled SIGHUP would end it.
        using var reload = new Reload(server, log, configuration, read, also: () => filters?.Reload());
        foreach (var url in server.Endpoints) Console.Out.WriteLine($"listening on {url}");
        Console.Out.Flush();

        await stop.Task;
        log.OnNext(new LogEntry(DateTimeOffset.UtcNow, LogLevel.Info, "draining", Detail: $"at most {configuration.Options.Drain.TotalSeconds} s"));
        await server.StopAsync();
        log.OnNext(new LogEntry(DateTimeOffset.UtcNow, LogLevel.Info, "stopped",
            Detail: string.Create(CultureInfo.InvariantCulture, $"{GC.CollectionCount(0)} collections, {GC.GetTotalAllocatedBytes() / 1024} KiB allocated, {GC.GetTotalPauseDuration().TotalMilliseconds:0.0} ms paused")));
        return 0;
    }

    // .NET's sockets ask for these two when the first one is used. What completes only rings the loop's bell, so it may do that on the one
    // thread that polls: a hop by the thread pool would cost a small broadcast a third more.
    private static void CompleteSocketsInline()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }

    private static List<Endpoint> Endpoints(ServeConfiguration configuration, LogWriter log)
    {
        void Trouble(Exception e) => log.OnNext(new LogEntry(DateTimeOffset.UtcNow, LogLevel.Warn, "accepting paused", Detail: e.Message));
        try
        {
            return [.. configuration.Listen.Select(url => Endpoint.Parse(url, Trouble))];
        }
        catch (FormatException e)
        {
            throw new BadOptionException($"{configuration.ListenSource}: {e.Message}");
        }
    }

    private static void SetResultOnce(this TaskCompletionSource source) => source.TrySetResult();
}
