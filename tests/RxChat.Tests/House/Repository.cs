namespace RxChat.Tests.House;

internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static IEnumerable<string> Sources(string under) =>
        Directory.EnumerateFiles(Path.Combine(Root, under), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Contains("obj"));

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "RxChat.sln")) ? folder
        : Path.GetDirectoryName(folder) is { } above ? Find(above)
        : throw new FileNotFoundException("RxChat.sln is in no folder above the tests");
}
