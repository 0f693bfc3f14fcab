namespace RxChat.Server.Tests;

/// <summary>A configuration file of its own, gone with the test.</summary>
public sealed class ConfigFile : IDisposable
{
    public ConfigFile(string json) => Write(json);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(),
        $"rxchat-{Guid.NewGuid():n}.json");

    public void Write(string json) => File.WriteAllText(Path, json);

    public void Dispose() => File.Delete(Path);
}
