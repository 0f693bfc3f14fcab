using System.CommandLine;

namespace RxChat.Server.Configuration;

/// <summary>The options of <c>serve</c> on the command line.</summary>
internal sealed class ServeOptions
{
    private readonly Option<string[]> _listen = new("--listen")
    {
        Description = "Where to listen and what to speak: nul://host:port, line://, json:// or http://, each with "
            + "an s for TLS; line+unix:PATH and the like for a Unix socket; systemd for the sockets that it hands "
            + "over. May be given more than once; replaces the defaults nul://127.0.0.1:4040, "
            + "line://127.0.0.1:4041 and http://127.0.0.1:4080.",
        HelpName = "URL",
    };

    private readonly Option<string> _config = new("--config")
    {
        Description = "A JSON file with any of these options; read again on SIGHUP.",
        HelpName = "FILE.json",
    };

    private readonly Dictionary<Setting, Option<string>> _settings =
        Setting.All.ToDictionary(setting => setting, OptionFor);

    public IEnumerable<Option> All => [_listen, _config, .. _settings.Values];

    /// <summary>Reads them, the environment and the file; called again for a reload.</summary>
    public ServeConfiguration Read(ParseResult parsed)
    {
        var flags = _settings
            .Where(pair => parsed.GetResult(pair.Value) is not null)
            .ToDictionary(pair => pair.Key.Name, pair => parsed.GetValue(pair.Value) ?? "on");
        return new Sources(flags, parsed.GetValue(_listen) ?? [], parsed.GetValue(_config), Sources.OwnEnvironment())
            .Read();
    }

    private static Option<string> OptionFor(Setting setting) => new(setting.Flag)
    {
        Description = setting.Help,
        HelpName = setting.Value,
        Arity = setting.Value == Setting.OnOff ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };
}
