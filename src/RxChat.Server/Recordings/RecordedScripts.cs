using RxChat.Scripting;
using RxChat.Server.Configuration;
using RxChat.Server.Filters;
using RxChat.Testing;

namespace RxChat.Server.Recordings;

/// <summary>The filter files of a replay: those in the recording, and one beside.</summary>
internal sealed class RecordedScripts(string recording) : IDisposable
{
    private readonly List<FilterFile> _files = [];
    private readonly KeptState _kept = new();

    /// <summary>Whether some that were in force are not in the recording.</summary>
    public bool AreUnknown { get; private set; }

    /// <summary>Whether any are in it.</summary>
    public bool AreUsed { get; private set; }

    /// <summary>Those of a text.</summary>
    /// <exception cref="RecordingException">Anybody might have written it.</exception>
    public FilterPair Of(string? text)
    {
        if (text is null)
        {
            AreUnknown = true;
            return FilterPair.None;
        }
        if (Trust.Problem(recording) is { } problem)
            throw new RecordingException($"the filters in {recording} are not run: {problem}");
        var file = Keep(FilterFile.Load($"{recording} (filters)", text));
        AreUsed = true;
        file.KeepIn(_kept);
        return new FilterPair(file.PerClient, file.ForEveryone);
    }

    /// <summary>Those of a file.</summary>
    public FilterPair Read(string path)
    {
        var text = new WatchedText(path);
        text.Look();
        var file = Keep(FilterFile.Load(path, text.Text));
        return new FilterPair(file.PerClient, file.ForEveryone);
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private FilterFile Keep(FilterFile file)
    {
        _files.Add(file);
        return file;
    }
}
