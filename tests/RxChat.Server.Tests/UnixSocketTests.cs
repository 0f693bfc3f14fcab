using System.Net.Sockets;

namespace RxChat.Server.Tests;

/// <summary>Endpoints in the file system: who may open the file may come, and has no address.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-unix-").FullName;

    public static TheoryData<string> Engines { get; } =
        OperatingSystem.IsLinux() ? ["epoll", "sockets"] : ["sockets"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Everybody_comes_by_their_file_and_is_a_guest(string engine)
    {
        string[] urls = ["line", "nul", "json", "http"];
        var server = await ServeAsync([.. urls.Select(Url)], "--engine", engine, "--backlog", "5MiB");
        server.Endpoints.Select(url => url.OriginalString).Should().Equal(urls.Select(Url));
        new FileInfo(PathOf("line")).UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        using var line = await RawClient.ConnectAsync(PathOf("line"), (byte)'\n');
        await line.ReadGreetingAsync();
        using var nul = await RawClient.ConnectAsync(PathOf("nul"), 0);
        await nul.SendAsync("hello");
        await nul.ExpectAsync("guest-2: hello");
        await line.ReadUntilAsync("guest-2: hello");
        using var http = Http(PathOf("http"));
        (await http.GetStringAsync(new Uri("http://localhost/metrics"), TestContext.Current.CancellationToken))
            .Should().Contain("protocol=\"nul\"", "who comes so is of this machine");
        // More than fits between the two: it waits, and all of it comes.
        var text = new string('x', 50_000);
        for (var n = 0; n < 40; n++) await nul.SendAsync($"{n} {text}");
        for (var n = 0; n < 40; n++) await line.ExpectAsync($"guest-2: {n} {text}");
        await server.DisposeAsync();
        Directory.GetFiles(_folder).Should().BeEmpty("it tidies up behind itself");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_was_said_before_one_left_is_heard_however_late(string engine)
    {
        await using var server = await ServeAsync([Url("line")], "--engine", engine, "--rate", "20");
        using var hearer = await RawClient.ConnectAsync(PathOf("line"), (byte)'\n');
        await hearer.ReadGreetingAsync();
        var speaker = await RawClient.ConnectAsync(PathOf("line"), (byte)'\n');
        // Far more than is read at a time, and than one may say at once.
        await speaker.SendAllAsync(Enumerable.Range(0, 30).Select(n => $"{n} {new string('x', 5000)}"));
        speaker.Dispose();

        var heard = await hearer.ReadUntilAsync("* guest-2 left");
        heard.Where(text => text.StartsWith("guest-2: ", StringComparison.Ordinal)).Select(text => text.Split(' ')[1])
            .Should().Equal(Enumerable.Range(0, 30).Select(n => $"{n}"));
    }

    [Fact]
    public async Task The_file_of_a_server_that_died_is_replaced_and_that_of_one_that_lives_is_not()
    {
        var first = await ServeAsync([Url("line")]);
        first.Crash();
        await first.ExitAsync();
        await first.DisposeAsync();
        File.Exists(PathOf("line")).Should().BeTrue();
        await using var second = await ServeAsync([Url("line")]);
        var third = await RxChatProcess.RunAsync(["--listen", Url("line")]);
        third.ExitCode.Should().Be(1);
        third.ErrorLines.Single().Should().Be($"rxchat: cannot listen on {Url("line")}: something listens there "
            + "already; stop it or choose another path");
        using var line = await RawClient.ConnectAsync(PathOf("line"), (byte)'\n');
        await line.ReadGreetingAsync();
    }

    [Fact]
    public async Task What_cannot_be_is_one_line_with_the_mend()
    {
        File.WriteAllText(PathOf("line"), "precious");
        (string Url, int Code, string Words)[] wrong =
        [
            (Url("line"), 1, "there is a file of this name; remove it or choose another path"),
            ($"line+unix:{_folder}/none/line.sock", 1, $"there is no folder {_folder}/none; make it"),
            ($"line+unix:/{new string('x', 200)}", 2, "its path has 1 to 107 bytes"),
            ("line+unix:", 2, "its path has 1 to 107 bytes"),
            ($"lines+unix:{_folder}/tls.sock", 2, "leave TLS (the s) out"),
            ($"smtp+unix:{_folder}/smtp.sock", 2, "unknown scheme smtp"),
            ("systemd", 2, "systemd hands no sockets over"),
        ];
        foreach (var (url, code, words) in wrong)
        {
            var run = await RxChatProcess.RunAsync(["--listen", url]);
            run.ErrorLines.Single().Should().Contain(words);
            run.ExitCode.Should().Be(code);
        }
        File.ReadAllText(PathOf("line")).Should().Be("precious");
        var twice = await RxChatProcess.RunAsync(["--listen", Url("nul"), "--listen", $"json+unix:{PathOf("nul")}"]);
        twice.ErrorLines.Single().Should().Contain("cannot both be had");
    }

    [Fact]
    public async Task Our_own_clients_and_load_come_by_it()
    {
        await using var server = await ServeAsync([Url("line"), Url("nul"), Url("json")]);
        var said = await RxChatProcess.RunAsync(["say", Url("json"), "lobby", "by file", "--name", "ci"]);
        said.ExitCode.Should().Be(0, said.Error);
        var talked = await RxChatProcess.RunAsync(["connect", Url("line")], "/history\n");
        talked.Output.Should().Contain("ci: by file");
        var load = await RxChatProcess.RunAsync(
            ["bench", Url("nul"), "--connections", "5", "--duration", "0.3", "--warmup", "0.1"]);
        load.ExitCode.Should().Be(0, load.Error);
    }

    [Fact]
    public async Task A_proxy_that_comes_by_it_is_this_machine()
    {
        await using var server = await ServeAsync([Url("nul")], "--proxy-from", "127.0.0.1");
        using var alice = await RawClient.ConnectAsync(PathOf("nul"), 0);
        await alice.SendBytesAsync("PROXY TCP4 203.0.113.7 127.0.0.1 4321 4040\r\nhello\0"u8.ToArray());
        await alice.ExpectAsync("203.0.113.7:4321: hello");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string scheme) => Path.Combine(_folder, $"{scheme}.sock");

    private string Url(string scheme) => $"{scheme}+unix:{PathOf(scheme)}";

    private static Task<RxChatProcess> ServeAsync(string[] listen, params string[] options) =>
        RxChatProcess.ServeOnAsync(listen, options);

    private static HttpClient Http(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });
}
