using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RxChat.Server.Tests;

/// <summary>With sockets that somebody else opened and keeps, as systemd does (sd_listen_fds(3)).</summary>
public sealed class SocketActivationTests : IDisposable
{
    private readonly List<Socket> _opened = [];

    public static TheoryData<string> Engines { get; } =
        OperatingSystem.IsLinux() ? ["epoll", "sockets"] : ["sockets"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task While_it_is_stopped_and_started_everybody_is_let_in_and_answered(string engine)
    {
        Tool.SkipWithout("bash", "bash");
        var (descriptor, port) = Open();
        var script = Script([descriptor], "line", $"--engine {engine}");
        var first = RxChatProcess.StartInShell(script);
        await first.ListeningAsync(endpoints: 1);
        first.Endpoints.Single().OriginalString.Should().Be($"line://127.0.0.1:{port}");
        using var enough = new CancellationTokenSource();
        var (answered, wanted) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var target = 20;
        var connecting = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                using var client = await RawClient.ConnectAsync(port, (byte)'\n');
                (await client.ReadAsync()).Should().StartWith("* ", "who is let in is answered");
                if (++answered == Volatile.Read(ref target)) wanted.TrySetResult();
            }
        }, TestContext.Current.CancellationToken);
        await Patience.WaitAsync(_ => Task.WhenAny(wanted.Task, connecting), "answers");
        first.Send(Signal.Terminate);
        (await first.ExitAsync()).Should().Be(0);
        await first.DisposeAsync();
        wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref target, answered + 20);
        await using var second = RxChatProcess.StartInShell(script);
        await second.ListeningAsync(endpoints: 1);
        await Patience.WaitAsync(_ => Task.WhenAny(wanted.Task, connecting), "answers");
        enough.Cancel();
        await connecting;
    }

    [Fact]
    public async Task What_each_is_called_says_what_is_spoken_on_it()
    {
        Tool.SkipWithout("bash", "bash");
        var (line, json) = (Open(), Open());
        await using var server = RxChatProcess.StartInShell(
            Script([line.Descriptor, json.Descriptor], "line:json", "--listen nul://127.0.0.1:0"));
        await server.ListeningAsync(endpoints: 3);
        server.Endpoints.Select(url => url.Scheme).Should().Equal("line", "json", "nul");
        using var program = await JsonClient.ConnectAsync(json.Port);
        using var person = await RawClient.ConnectAsync(line.Port, (byte)'\n');
        await person.ReadGreetingAsync();
    }

    [Theory]
    [InlineData("rxchat.socket", "a socket of systemd is called \"rxchat.socket\", which is nothing to speak")]
    [InlineData("lines", "lines")]
    public async Task What_it_cannot_speak_is_one_line(string name, string words)
    {
        Tool.SkipWithout("bash", "bash");
        var run = await RxChatProcess.RunInShellAsync(Script([Open().Descriptor], name, ""));
        run.ExitCode.Should().Be(2);
        run.ErrorLines.Single().Should().Contain(words);
    }

    [Fact]
    public async Task Checked_alone_there_are_none_yet()
    {
        var run = await RxChatProcess.RunAsync(["config", "check", "--listen", "systemd"]);
        run.ExitCode.Should().Be(0, run.Error);
        run.OutputLines.Should().Contain("would listen on what systemd hands over");
    }

    public void Dispose() => _opened.ForEach(socket => socket.Dispose());

    // A copy that programs which are started inherit: .NET's own are closed to them.
    private (int Descriptor, int Port) Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(100);
        var shared = Copy((int)socket.SafeHandle.DangerousGetHandle());
        _opened.Add(socket);
        _opened.Add(new Socket(new SafeSocketHandle(shared, ownsHandle: true)));
        return (shared, ((IPEndPoint)socket.LocalEndPoint!).Port);
    }

    private static string Script(int[] descriptors, string names, string options)
    {
        var moved = string.Join(' ', descriptors.Select((descriptor, n) => $"{100 + n}<&{descriptor}"));
        var placed = string.Join(' ', descriptors.Select((_, n) => $"{3 + n}<&{100 + n}"));
        return $"exec bash -c 'exec {moved}; exec {placed}; LISTEN_PID=$$ LISTEN_FDS={descriptors.Length} "
            + $"LISTEN_FDNAMES={names} exec \"$0\" --listen systemd {options}' \"$0\"";
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Copy(int descriptor);
}
