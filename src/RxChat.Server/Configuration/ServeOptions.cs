using System.CommandLine;

namespace RxChat.Server.Configuration;

/// <summary>The options of <c>serve</c>, read from the command line, the environment and the file, in this order of precedence.</summary>
internal sealed class ServeOptions
{
    private readonly Option<string[]> _listen = new("--listen")
    {
        Description = "Where to listen and what to speak: nul://host:port or line://host:port. May be given more than once; replaces the defaults nul://127.0.0.1:4040 and line://127.0.0.1:4041.",
        HelpName = "URL",
    };

    private readonly Option<string> _config = new("--config") { Description = "A JSON file with any of these options; read again on SIGHUP.", HelpName = "FILE.json" };

    private readonly Dictionary<Setting, Option<string>> _settings = Setting.All.ToDictionary(setting => setting, OptionFor);

    public IEnumerable<Option> All => [_listen, _config, .. _settings.Values];

    /// <summary>Reads all three; called again for a reload.</summary>
    public ServeConfiguration Read(ParseResult parsed)
    {
        var path = parsed.GetValue(_config) ?? Variable("RXCHAT_CONFIG");
        var file = path is null ? [] : ConfigurationFile.Read(path);
        var written = new Dictionary<string, string>();
        var configuration = ServeConfiguration.Default with { Written = written };
        foreach (var (setting, option) in _settings)
        {
            var (source, value) =
                parsed.GetResult(option) is not null ? (setting.Flag, parsed.GetValue(option) ?? "true")
                : Variable(setting.Variable) is { } variable ? (setting.Variable, variable)
                : file.TryGetValue(setting.Key, out var text) ? ($"\"{setting.Key}\" in {path}", text)
                : ("", null);
            if (value is null) continue;
            written[setting.Name] = value;
            configuration = Apply(configuration, setting, source, value);
        }
        var (listenSource, urls) =
            parsed.GetValue(_listen) is { Length: > 0 } flags ? ("--listen", flags)
            : Variable("RXCHAT_LISTEN") is { } listed ? ("RXCHAT_LISTEN", Split(listed))
            : file.TryGetValue(ConfigurationFile.ListenKey, out var list) ? ($"\"{ConfigurationFile.ListenKey}\" in {path}", Split(list))
            : ("", null);
        if (urls is not null)
        {
            written["listen"] = string.Join(", ", urls);
            configuration = configuration with { Listen = urls, ListenSource = listenSource };
        }
        return configuration.Options.Problem() is { } problem ? throw new BadOptionException(problem) : configuration;
    }

    private static ServeConfiguration Apply(ServeConfiguration configuration, Setting setting, string source, string value)
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

    private static string[] Split(string urls) => urls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Quoted(string value) => value.Length == 0 ? "nothing" : $"\"{value}\"";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static Option<string> OptionFor(Setting setting) => new(setting.Flag)
    {
        Description = setting.Help,
        HelpName = setting.Value,
        Arity = setting.Value == "true|false" ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };
}
