using System.Runtime.CompilerServices;

namespace RxChat.Fuzz;

/// <summary>Inputs that are kept as files: those to begin with, and those that once were found.</summary>
internal static class Corpus
{
    private static readonly string s_folder = Path.Combine(Here(), "corpus");

    public static IEnumerable<(string Name, byte[] Bytes)> Of(FuzzTarget target) =>
        Directory.EnumerateFiles(Path.Combine(s_folder, target.Name)).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
