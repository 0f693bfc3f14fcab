using System.Runtime.InteropServices;

namespace RxChat.Server.Tests;

/// <summary>
/// A filter file becomes another in more ways than by being written to; whichever it is, it is put in force.
/// </summary>
public sealed class FiltersWatchedTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rxchat-watched-");

    private string Watched => In("filters.csx");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task A_link_whose_target_is_written_or_replaced() => FollowsAsync(
        () => File.CreateSymbolicLink(Watched, Write("target.csx", "one")),
        ("two", () => Write("target.csx", "two")),
        ("three", () => File.Move(Write("new.csx", "three"), In("target.csx"), overwrite: true)));

    [Fact]
    public Task A_link_that_is_put_in_the_place_of_another() => FollowsAsync(
        () => File.CreateSymbolicLink(Watched, Write("r1.csx", "one")),
        ("two", () => Relink(Watched, Write("r2.csx", "two"))));

    // As releases are put in place: current -> r1, then current -> r2. Text of the same length, at the same time.
    [Fact]
    public Task A_folder_on_the_way_that_is_a_link() => FollowsAsync(
        () =>
        {
            foreach (var (release, tag) in new[] { ("r1", "one"), ("r2", "two") })
            {
                Directory.CreateDirectory(In(release));
                File.SetLastWriteTimeUtc(Write($"{release}/f.csx", tag), DateTime.UnixEpoch);
            }
            Directory.CreateSymbolicLink(In("current"), In("r1"));
            File.CreateSymbolicLink(Watched, In("current/f.csx"));
        },
        ("two", () => Relink(In("current"), In("r2"))));

    // filters.csx -> ..data/filters.csx, ..data -> ..2026_01: a new folder, then ..data is renamed over.
    [Fact]
    public Task A_mounted_config_map_of_kubernetes() => FollowsAsync(
        () =>
        {
            Directory.CreateDirectory(In("..2026_01"));
            Write("..2026_01/filters.csx", "one");
            File.CreateSymbolicLink(In("..data"), "..2026_01");
            File.CreateSymbolicLink(Watched, "..data/filters.csx");
        },
        ("two", () =>
        {
            Directory.CreateDirectory(In("..2026_02"));
            Write("..2026_02/filters.csx", "two");
            Relink(In("..data"), "..2026_02");
            Directory.Delete(In("..2026_01"), recursive: true);
        }));

    [Fact]
    public Task A_folder_that_is_removed_and_made_anew_and_meanwhile_the_log_says_so() => FollowsAsync(
        () =>
        {
            Directory.CreateDirectory(In("sub"));
            File.CreateSymbolicLink(Watched, Write("sub/f.csx", "one"));
        },
        ("two", async server =>
        {
            Directory.Delete(In("sub"), recursive: true);
            (await server.LogLineAsync("filters: refused")).Should().Contain("cannot be read")
                .And.Contain("generation 1 goes on");
            Directory.CreateDirectory(In("sub"));
            Write("sub/f.csx", "two");
        }));

    [Fact]
    public async Task The_configuration_too_is_what_its_path_leads_to_at_the_reload()
    {
        File.WriteAllText(In("c1.json"), """{"maxName": 5}""");
        File.WriteAllText(In("c2.json"), """{"maxName": 6}""");
        File.CreateSymbolicLink(In("c.json"), "c1.json");
        await using var server = await RxChatProcess.ServeAsync("--config", In("c.json"));
        Relink(In("c.json"), "c2.json");
        server.Send(Signal.Hangup);
        await server.LogLineAsync("max-name 5 -> 6");
    }

    [Theory]
    [InlineData("--filters", 1)]
    [InlineData("--shadow", 1)]
    [InlineData("--config", 2)]
    public async Task A_folder_is_called_one(string option, int code)
    {
        var outcome = await RxChatProcess.RunAsync(["--listen", "nul://127.0.0.1:0", option, _folder.FullName]);
        (outcome.ExitCode, outcome.Output).Should().Be((code, ""));
        outcome.ErrorLines.Should().ContainSingle().Which.Should().Contain("it is a folder")
            .And.Contain(_folder.FullName);
    }

    [Fact]
    public async Task What_has_no_end_is_refused()
    {
        var outcome = await RxChatProcess.RunAsync(["filters", "check", "/dev/zero"]);
        outcome.ExitCode.Should().Be(1);
        outcome.ErrorLines.Should().ContainSingle().Which.Should()
            .Contain("/dev/zero(1,1): cannot be read: it holds more than");
    }

    private Task FollowsAsync(Action make, params (string Tag, Action Change)[] changes) =>
        FollowsAsync(make, [.. changes.Select(change => (change.Tag, Ignoring(change.Change)))]);

    private static Func<RxChatProcess, Task> Ignoring(Action change) => _ => Task.Run(change);

    private async Task FollowsAsync(Action make, params (string Tag, Func<RxChatProcess, Task> Change)[] changes)
    {
        make();
        await using var server = await RxChatProcess.ServeAsync("--filters", Watched);
        var client = await server.LineAsync();
        await server.LogLineAsync("filters: generation 1 live");
        await SaysAsync("one");
        foreach (var (tag, change) in changes)
        {
            await change(server);
            await server.LogLineAsync($"live detail=\"{Watched}");
            await SaysAsync(tag);
        }

        async Task SaysAsync(string tag)
        {
            await client.SendAsync("hi");
            await client.ExpectAsync($"{client.Guest}: {tag} hi");
        }
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string tag)
    {
        File.WriteAllText(In(name), FilterScript.Tag(tag));
        return In(name);
    }

    private static void Relink(string link, string target)
    {
        File.CreateSymbolicLink(link + "~", target);
        Rename(link + "~", link).Should().Be(0);
    }

    // File.Move and Directory.Move look at what a link leads to.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "rename", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int Rename(string from, string to);
}
