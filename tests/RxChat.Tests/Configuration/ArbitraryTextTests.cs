using System.Text;
using RxChat.Server.Configuration;
using RxChat.Server.Serve;

namespace RxChat.Tests.Configuration;

/// <summary>
/// Any text in any place is a value, or refused by a message that names the place. Nothing else is ever thrown.
/// </summary>
public sealed class ArbitraryTextTests : IDisposable
{
    private static readonly string[] s_odd =
    [
        "", " ", "\0", "a\0b", "\n", "\u2028", "\ud800", "a\udfff", "\ufeff", "é", "١٢", "０", "-0", "+1", "1.",
        ".5", "1e5", "0x10", "1_000", "1,5",
        "NaN", "Infinity", "-Infinity", "∞", "2147483647", "2147483648", "-2147483648", "9223372036854775808",
        "1e309", "0.0000000000000000000000001",
        "99999999999999999999999999999999999999999", "999999999999999999d", "999999999999999999GiB", "0.1B", "ms",
        "GiB", "5 GiB", "5\tms", "1000000000.1",
        "2,-Infinityms", "NaN,NaNms", "2,NaNms", "1,1000ms", "100,1e3ms", ",", ",ms", "2,2,2ms", "true", "TRUE", "on",
        "null", "none", "debug,info", "1", "@file",
        "--", "/", "\\", "{}", "line://", "line://[::1", "line://[::1]:0", "nul://:0", "line://127.0.0.1:-1",
        "line://127.0.0.1:65536", "line://1:0", "://",
        "line://user@127.0.0.1:0", "line://127.0.0.1:0?x", "line://127.0.0.1:0#x", "line://\ud800:0", "line://xn--a:0",
        "line://..:0", "file:///etc:0",
        "line://0x7f.1:0", "line://[fe80::1%25nosuch]:0", "line://[::]:1,nul://0.0.0.0:1", "LINE://127.0.0.1:0",
        "line:127.0.0.1:0",
    ];

    private static readonly Dictionary<string, string> s_none = [];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():n}.json");

    public static TheoryData<string> Names => [.. Setting.All.Select(setting => setting.Name)];

    public void Dispose() => File.Delete(_file);

    [Theory]
    [MemberData(nameof(Names))]
    public void As_the_value_of_a_setting(string name)
    {
        var setting = Setting.All.First(setting => setting.Name == name);
        foreach (var text in Texts(seed: name.Length, count: 60))
        {
            Try(OfFlag(name, text), setting.Flag, name);
            Try(OfVariable(setting.Variable, text), setting.Variable, name);
            File.WriteAllText(_file, $$"""{"{{setting.Key}}": "{{Escaped(text)}}"}""");
            Try(OfFile(), setting.Key, name, _file);
        }
    }

    [Fact]
    public void As_urls()
    {
        foreach (var text in s_odd)
        {
            Try(new Sources(s_none, [text], null, s_none), "--listen");
            Try(OfVariable("RXCHAT_LISTEN", text), "RXCHAT_LISTEN");
            File.WriteAllText(_file, $$"""{"listen": ["{{Escaped(text)}}"]}""");
            Try(OfFile(), "listen", _file);
        }
    }

    [Fact]
    public void As_the_name_of_a_variable_or_a_key_or_a_file()
    {
        foreach (var text in Texts(seed: 1, count: 60))
        {
            Try(OfVariable($"RXCHAT_{text}", "1"), $"RXCHAT_{text}");
            File.WriteAllText(_file, $$"""{"{{Escaped(text)}}": 1}""");
            Try(OfFile(), _file);
            Try(new Sources(s_none, [], Path.Combine("/nowhere", text.TrimStart('/')), s_none), "--config");
        }
    }

    [Fact]
    public void As_the_file_itself()
    {
        var random = new Random(7);
        const string letters = "{}[]\":,\\u0dfilstenmaxFr 1e-.\n/*true";
        foreach (var text in Texts(seed: 2, count: 60))
        {
            File.WriteAllBytes(_file, [.. text.Select(c => (byte)c)]);
            Try(OfFile(), _file);
            File.WriteAllText(_file, "{" + new string(random.GetItems<char>(letters, random.Next(40))));
            Try(OfFile(), _file);
        }
    }

    [Theory]
    [InlineData("--idle", "30", 30.0)]
    [InlineData("--idle", "0.5", 0.5)]
    [InlineData("--idle", "30s", 30.0)]
    [InlineData("--idle", "500ms", 0.5)]
    [InlineData("--idle", "5m", 300.0)]
    [InlineData("--idle", "1.5h", 5400.0)]
    [InlineData("--idle", "2d", 172800.0)]
    [InlineData("--backlog", "2000000", 2000000.0)]
    [InlineData("--backlog", "2MB", 2000000.0)]
    [InlineData("--backlog", "1024KiB", 1048576.0)]
    [InlineData("--backlog", "1024 kib", 1048576.0)]
    [InlineData("--backlog", "1.5MiB", 1572864.0)]
    [InlineData("--backlog", "1GiB", 1073741824.0)]
    [InlineData("--hide-addresses", "on", 1.0)]
    [InlineData("--hide-addresses", "True", 1.0)]
    [InlineData("--hide-addresses", "yes", 1.0)]
    [InlineData("--hide-addresses", "1", 1.0)]
    [InlineData("--hide-addresses", "off", 0.0)]
    [InlineData("--hide-addresses", "FALSE", 0.0)]
    [InlineData("--hide-addresses", "no", 0.0)]
    [InlineData("--hide-addresses", "0", 0.0)]
    public void Units_and_words_mean_what_they_say(string flag, string text, double value)
    {
        var options = OfFlag(flag[2..], text).Read().Options;
        var meant = flag switch
        {
            "--idle" => options.Idle.TotalSeconds,
            "--backlog" => options.Backlog,
            _ => options.HideAddresses ? 1 : 0,
        };
        meant.Should().Be(value);
    }

    private static Sources OfFlag(string name, string text) =>
        new(new Dictionary<string, string> { [name] = text }, [], null, s_none);

    private static Sources OfVariable(string name, string text) =>
        new(s_none, [], null, new Dictionary<string, string> { [name] = text });

    private Sources OfFile() => new(s_none, [], _file, s_none);

    private static void Try(Sources sources, params string[] oneOf)
    {
        try
        {
            var configuration = sources.Read();
            configuration.Options.Problem().Should().BeNull();
            ListenUrls.Parse(configuration).Should().NotBeEmpty();
        }
        catch (BadOptionException e)
        {
            if (!oneOf.Any(named => e.Message.Contains(named, StringComparison.Ordinal)))
                Assert.Fail($"names none of {string.Join(", ", oneOf)}: {e.Message}");
        }
    }

    private static IEnumerable<string> Texts(int seed, int count)
    {
        var random = new Random(seed);
        var letters = "0123456789.,-+eEmsMBKiGhd \0\n\ud800\udc00\u00e9/\\\"'@$%".ToCharArray();
        return s_odd.Concat(Enumerable.Range(0, count).Select(n =>
            new string(random.GetItems(letters, random.Next(n % 50 == 0 ? 5000 : 12)))));
    }

    // Each unit of it, so that half a character arrives as one.
    private static string Escaped(string text) =>
        text.Aggregate(new StringBuilder(), (json, c) => json.Append($"\\u{(int)c:x4}")).ToString();
}
