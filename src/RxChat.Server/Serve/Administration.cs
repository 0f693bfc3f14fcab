using RxChat.Server.Configuration;
using RxChat.Server.Filters;
using RxChat.Server.Recordings;
using RxChat.Web;

namespace RxChat.Server.Serve;

/// <summary>What operators see of this process.</summary>
internal sealed class Administration(Func<ServeConfiguration> current, LiveFilters? filters, RecentLines log)
    : IAdminSources
{
    public IReadOnlyList<FilterNews> Filters => filters?.News() ?? [];

    public IReadOnlyList<OptionInForce> Options
    {
        get
        {
            var now = current();
            const string listen = ConfigurationFile.ListenKey;
            return
            [
                new(listen, string.Join(", ", now.Listen), OriginOf(now, listen), "Where it listens."),
                .. Setting.All.Select(setting => new OptionInForce(
                    setting.Name, now.Written.GetValueOrDefault(setting.Name), OriginOf(now, setting.Name),
                    setting.Help)),
            ];
        }
    }

    public IRecordedChat? Recording { get; } =
        current().Record?.File is { } file ? new RecordedChat(file) : null;

    public IReadOnlyList<LogLine> LogAfter(long number) => log.After(number);

    private static string? OriginOf(ServeConfiguration configuration, string name) =>
        configuration.Origins.GetValueOrDefault(name);
}
