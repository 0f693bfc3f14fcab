using System.Collections;

namespace RxChat.Server.Configuration;

/// <summary>
/// The places an option can stand in, in their order of precedence: the command line, the environment, the file.
/// </summary>
/// <param name="Flags">Values by the setting's name; what was given without a value is on.</param>
/// <param name="Listen">The URLs of the command line; none is not given.</param>
/// <param name="Config">The file that the command line names.</param>
/// <param name="Environment">All variables, ours or not.</param>
internal sealed record Sources(
    IReadOnlyDictionary<string, string> Flags, IReadOnlyList<string> Listen, string? Config,
    IReadOnlyDictionary<string, string> Environment)
{
    private const string Prefix = "RXCHAT_", ConfigVariable = Prefix + "CONFIG", ListenVariable = Prefix + "LISTEN";

    /// <summary>The process's own environment.</summary>
    public static IReadOnlyDictionary<string, string> OwnEnvironment() => System.Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");

    /// <summary>Reads them all, the file anew each time.</summary>
    /// <exception cref="BadOptionException">Something in one of them cannot be.</exception>
    public ServeConfiguration Read()
    {
        RefuseUnknownVariables();
        var path = Config ?? Variable(ConfigVariable);
        var file = path is null ? [] : ConfigurationFile.Read(path);
        var (written, origins) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        var configuration = ServeConfiguration.Default with { Written = written, Origins = origins };
        foreach (var setting in Setting.All)
        {
            var (source, value) =
                Flags.TryGetValue(setting.Name, out var flag) ? (setting.Flag, flag)
                : Variable(setting.Variable) is { } variable ? (setting.Variable, variable)
                : file.TryGetValue(setting.Key, out var text) ? ($"\"{setting.Key}\" in {path}", text)
                : ("", null);
            if (value is null) continue;
            (written[setting.Name], origins[setting.Name]) = (value, source);
            configuration = Apply(configuration, setting, source, value);
        }
        var (listenSource, urls) =
            Listen.Count > 0 ? ("--listen", [.. Listen])
            : Variable(ListenVariable) is { } listed ? (ListenVariable, Split(listed))
            : file.TryGetValue(ConfigurationFile.ListenKey, out var list)
                ? ($"\"{ConfigurationFile.ListenKey}\" in {path}", Split(list))
            : ("", null);
        if (urls is not null)
        {
            if (urls.Length == 0)
                throw new BadOptionException(
                    $"{listenSource} names no URL, such as line://127.0.0.1:4041; leave it out for the defaults");
            written[ConfigurationFile.ListenKey] = string.Join(", ", urls);
            origins[ConfigurationFile.ListenKey] = listenSource;
            configuration = configuration with { Listen = urls, ListenSource = listenSource };
        }
        return configuration.Options.Problem() is { } problem ? throw new BadOptionException(problem) : configuration;
    }

    private static ServeConfiguration Apply(
        ServeConfiguration configuration, Setting setting, string source, string value)
    {
        try
        {
            return setting.Apply(configuration, value);
        }
        catch (FormatException e)
        {
            throw new BadOptionException($"{source} {e.Message}, not {Quoted(value)}");
        }
    }

    // A misspelled one that is passed over leaves a limit out without a word.
    private void RefuseUnknownVariables()
    {
        string[] known = [ListenVariable, ConfigVariable, .. Setting.All.Select(setting => setting.Variable)];
        foreach (var name in Environment.Keys.Order(StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || known.Contains(name)) continue;
            throw new BadOptionException(
                $"the environment variable {name} is none of rxchat's; {Spelling.Hint(name, known)}");
        }
    }

    private static string[] Split(string urls) =>
        urls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Quoted(string value) =>
        value.Length == 0 ? "nothing" : value.Length <= 200 ? $"\"{value}\"" : $"\"{value[..200]}...\"";

    private string? Variable(string name) =>
        Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
