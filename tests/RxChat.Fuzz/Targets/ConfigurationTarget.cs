using RxChat.Server.Configuration;
using RxChat.Server.Serve;

namespace RxChat.Fuzz;

/// <summary>A file of the configuration: options that can be, or a refusal that names the file.</summary>
internal static class ConfigurationTarget
{
    private static readonly Dictionary<string, string> s_none = [];

    // A process has one, so that several can run.
    private static readonly string s_file = Path.Combine(
        Directory.CreateTempSubdirectory("rxchat-fuzz").FullName, "rxchat.json");

    public static FuzzTarget Target { get; } = new(
        "configuration",
        [
            "{", "}", "\"", ":", ",", "[", "]", "//", "/*", "null", "true", "1e400", "\\ud800", "\"listen\":",
            "[\"line://127.0.0.1:0\"]", "\"on\"", "\"off\"", "\"5m\"", "\"1.5GiB\"", "\"-1\"", "\"NaN\"",
            "\"10.0.0.0/8\"",
            "\"::/0\"", "\"https://example.org\"",
            .. Setting.All.Select(setting => $"\"{setting.Key}\":"),
        ],
        Check, Share: 4);

    private static string Check(byte[] input)
    {
        File.WriteAllBytes(s_file, input);
        try
        {
            var configuration = new Sources(s_none, [], s_file, s_none).Read();
            BrokenException.Unless(configuration.Options.Problem() is null, "options are taken that cannot be");
            ListenUrls.Parse(configuration);
            return $"read {configuration.Written.Count}";
        }
        catch (BadOptionException e)
        {
            BrokenException.Unless(
                e.Message.Contains(s_file, StringComparison.Ordinal)
                    || e.Message.Contains("--", StringComparison.Ordinal),
                $"it does not say where: {e.Message}");
            BrokenException.Unless(!e.Message.Contains('\n'), $"it is no line: {e.Message}");
            return e.Message.Replace(s_file, "", StringComparison.Ordinal).Split('"')[0];
        }
    }
}
