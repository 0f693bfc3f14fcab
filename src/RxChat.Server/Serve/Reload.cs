using System.Runtime.InteropServices;
using RxChat.Server.Configuration;

namespace RxChat.Server.Serve;

/// <summary>On SIGHUP reads the configuration again, puts in force what can change while running, and says what cannot; then the rest that is reread.</summary>
internal sealed class Reload : IDisposable
{
    private readonly ChatServer _server;
    private readonly LogWriter _log;
    private readonly Func<ServeConfiguration> _read;
    private readonly PosixSignalRegistration _signal;
    private readonly Lock _one = new();
    private ServeConfiguration _current;

    public Reload(ChatServer server, LogWriter log, ServeConfiguration current, Func<ServeConfiguration> read, Action also)
    {
        (_server, _log, _current, _read) = (server, log, current, read);
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            lock (_one) Run();
            also();
        });
    }

    public void Dispose() => _signal.Dispose();

    private void Run()
    {
        try
        {
            var next = _read();
            _server.ReconfigureAsync(next.Options).Wait();
            _log.Least = next.LogLevel;
            Tell(next);
            _current = next;
        }
        catch (BadOptionException e)
        {
            Write(LogLevel.Error, "not reloaded", e.Message);
        }
    }

    private void Tell(ServeConfiguration next)
    {
        var changed = _current.Written.Keys.Union(next.Written.Keys)
            .Where(name => _current.Written.GetValueOrDefault(name) != next.Written.GetValueOrDefault(name)).ToList();
        if (changed.Count == 0) Write(LogLevel.Info, "reloaded", "nothing changed");
        foreach (var name in changed)
        {
            var change = $"{name} {_current.Written.GetValueOrDefault(name, "default")} -> {next.Written.GetValueOrDefault(name, "default")}";
            if (Setting.All.Any(setting => setting.Name == name && setting.IsLive)) Write(LogLevel.Info, "reloaded", change);
            else Write(LogLevel.Warn, "needs a restart", change);
        }
    }

    private void Write(LogLevel level, string what, string detail) => _log.OnNext(new LogEntry(DateTimeOffset.UtcNow, level, what, Detail: detail));
}
