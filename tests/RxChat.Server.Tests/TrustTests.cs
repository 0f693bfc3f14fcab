using System.Runtime.Versioning;

namespace RxChat.Server.Tests;

/// <summary>Filters are code: what everybody, or somebody else, could have written is not run.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TrustTests : IDisposable
{
    private const UnixFileMode Everybody = UnixFileMode.OtherWrite;

    private readonly FilterScript _script = new(FilterScript.Tag("old"));

    [Fact]
    public async Task A_file_that_everybody_may_write_is_refused_at_the_start_with_the_mend()
    {
        Add(_script.Path, Everybody);
        var line = $"rxchat: {_script.Path}(1,1): is not run: everybody may write {_script.Path}; "
            + $"chmod o-w {_script.Path}; rxchat filters check tells all\n";
        foreach (var option in new[] { "--filters", "--shadow" })
        {
            (await RxChatProcess.RunAsync(["--listen", "line://127.0.0.1:0", option, _script.Path])).Should()
                .Be(new Outcome(1, "", line));
        }
        (await RxChatProcess.RunAsync(["filters", "check", _script.Path])).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task When_it_becomes_so_the_running_ones_stay_until_it_is_mended()
    {
        await using var server = await RxChatProcess.ServeAsync("--filters", _script.Path);
        var client = await server.LineAsync("ann");
        Add(_script.Path, Everybody);
        (await server.LogLineAsync("filters: refused")).Should().Contain($"chmod o-w {_script.Path}")
            .And.Contain("generation 1 goes on");
        _script.Save(FilterScript.Tag("new"));
        server.Send(Signal.Hangup);
        await server.LogLineAsync("filters: refused");
        await client.SendAsync("hi");
        await client.ExpectAsync("ann: old hi");

        File.SetUnixFileMode(_script.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await server.LogLineAsync("filters: generation 2 live");
        await client.SendAsync("hi");
        await client.ExpectAsync("ann: new hi");
    }

    [Theory]
    [InlineData(false, Everybody, 1)]
    [InlineData(false, Everybody | UnixFileMode.StickyBit, 0)]
    [InlineData(false, UnixFileMode.GroupWrite, 0)]
    [InlineData(true, Everybody, 1)]
    [InlineData(true, Everybody | UnixFileMode.StickyBit, 0)]
    public async Task Folders_on_the_way_count_also_those_of_links(bool isOfLink, UnixFileMode more, int code)
    {
        var folder = Directory.CreateDirectory(_script.Beside("folder")).FullName;
        var inside = Path.Combine(folder, "inside.csx");
        if (isOfLink) File.CreateSymbolicLink(inside, "../filters.csx");
        else File.Copy(_script.Path, inside);
        Add(folder, more);
        var outcome = await RxChatProcess.RunAsync(["filters", "check", inside]);
        outcome.ExitCode.Should().Be(code, outcome.Error);
        if (code != 0) outcome.Error.Should().EndWith($"everybody may write {folder}; chmod o-w {folder}\n");
    }

    [Fact]
    public async Task A_folder_of_a_disk_that_nobody_can_write_is_fine()
    {
        await using var disk = await SmallDisk.MountAsync(_script.Beside("disk"));
        var inside = Path.Combine(disk.Path, "inside.csx");
        File.Copy(_script.Path, inside);
        Add(disk.Path, Everybody);
        File.SetUnixFileMode(disk.Path, File.GetUnixFileMode(disk.Path) & ~UnixFileMode.StickyBit);
        (await RxChatProcess.RunAsync(["filters", "check", inside])).ExitCode.Should().Be(1);
        // As Kubernetes mounts a ConfigMap.
        await disk.RemountAsync("ro");
        (await RxChatProcess.RunAsync(["filters", "check", inside])).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_file_of_somebody_else_is_refused()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can give a file away");
        (await Tool.RunAsync("chown", ["4242", _script.Path])).ExitCode.Should().Be(0);
        var outcome = await RxChatProcess.RunAsync(["filters", "check", _script.Path]);
        outcome.ExitCode.Should().Be(1);
        outcome.Error.Should().EndWith($"is not run: {_script.Path} is owned by user 4242, who is neither root nor "
            + $"who runs this (0); chown root {_script.Path}\n");
    }

    [Fact]
    public async Task The_configuration_names_filters_and_is_held_to_the_same()
    {
        using var file = new ConfigFile("""{"maxFrame": 100}""");
        await using var server = await RxChatProcess.ServeAsync("--config", file.Path);
        Add(file.Path, Everybody);
        server.Send(Signal.Hangup);
        (await server.LogLineAsync(" not reloaded ")).Should().Contain($"chmod o-w {file.Path}");
        (await RxChatProcess.RunAsync(["config", "check", "--config", file.Path])).Should().Be(new Outcome(2, "",
            $"rxchat: --config {file.Path} is not used: everybody may write {file.Path}; chmod o-w {file.Path}\n"));
    }

    [Fact]
    public async Task That_everybody_may_read_a_key_is_told()
    {
        using var certificate = TestCertificate.In(_script.Beside("tls"));
        File.SetUnixFileMode(certificate.Key, UnixFileMode.UserRead);
        string[] check = ["config", "check", "--listen", "lines://127.0.0.1:0", .. certificate.Options];
        (await RxChatProcess.RunAsync(check)).Error.Should().BeEmpty();
        Add(certificate.Key, UnixFileMode.OtherRead);
        (await RxChatProcess.RunAsync(check)).Error.Should()
            .Be($"certificate: everybody may read {certificate.Key}; chmod o-r {certificate.Key}\n");
    }

    public void Dispose() => _script.Dispose();

    private static void Add(string path, UnixFileMode more) =>
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | more);
}
