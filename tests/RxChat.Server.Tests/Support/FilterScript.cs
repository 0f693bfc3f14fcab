namespace RxChat.Server.Tests;

/// <summary>A filter file in a folder of its own, gone with the test.</summary>
public sealed class FilterScript : IDisposable
{
    public const string PassesAll = "PerClient = (messages, time) => messages;\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rxchat-filters-");

    public FilterScript(string script) => Save(script);

    public string Path => System.IO.Path.Combine(_folder.FullName, "filters.csx");

    public string Beside(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>A filter that puts a tag before each text.</summary>
    public static string Tag(string tag) =>
        $"ForEveryone = (messages, time) => messages.Select(m => m with {{ Text = \"{tag} \" + m.Text }});\n";

    /// <summary>As editors do that write into the file.</summary>
    public void Save(string script) => File.WriteAllText(Path, script);

    /// <summary>As editors do that put a new file in the place of the old.</summary>
    public void SaveByRename(string script)
    {
        File.WriteAllText(Beside("filters.csx~"), script);
        File.Move(Beside("filters.csx~"), Path, overwrite: true);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
