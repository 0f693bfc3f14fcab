using System.Reactive;
using System.Reactive.Linq;

namespace RxChat.Server.Filters;

/// <summary>When a file is saved, whether its editor writes into it or puts another in its place.</summary>
internal static class SavedFile
{
    /// <summary>How long nothing may happen to it before it counts as saved: an editor writes in steps.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(50);

    public static IObservable<Unit> Of(string path) => Observable.Using(() => Watch(path), watcher =>
        Observable.Merge(
            Observable.FromEventPattern<FileSystemEventHandler, FileSystemEventArgs>(h => watcher.Changed += h, h => watcher.Changed -= h).Select(_ => Unit.Default),
            Observable.FromEventPattern<FileSystemEventHandler, FileSystemEventArgs>(h => watcher.Created += h, h => watcher.Created -= h).Select(_ => Unit.Default),
            Observable.FromEventPattern<RenamedEventHandler, RenamedEventArgs>(h => watcher.Renamed += h, h => watcher.Renamed -= h)
                .Where(e => e.EventArgs.Name == Path.GetFileName(path)).Select(_ => Unit.Default),
            // More happened than the system could tell.
            Observable.FromEventPattern<ErrorEventHandler, ErrorEventArgs>(h => watcher.Error += h, h => watcher.Error -= h).Select(_ => Unit.Default))
        .Throttle(s_quiet)
        .Finally(() => watcher.EnableRaisingEvents = false));

    // By folder and name, so that the watch outlives the file that has the name now.
    private static FileSystemWatcher Watch(string path) => new(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path))
    {
        NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.CreationTime | NotifyFilters.Size,
        EnableRaisingEvents = true,
    };
}
