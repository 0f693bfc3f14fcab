using System.Text.Json;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>What is said is kept in a file.</summary>
public sealed class HistoryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-history").FullName;

    private string File => Path.Combine(_folder, "chat.db");

    [Fact]
    public async Task A_good_end_keeps_numbers_epoch_and_keys_and_a_resume_goes_on_beyond_what_is_in_memory()
    {
        string epoch;
        var first = await ServeAsync();
        using (var ann = await ConnectAsync(first.Endpoints[0].Port))
        {
            epoch = (await ann.JoinAsync("tea"))[^2].GetProperty("epoch").GetString()!;
            for (var n = 1; n <= 2500; n++)
                await ann.SendAsync(new { type = "say", room = "tea", text = $"{n}", key = $"k{n}", @ref = $"{n}" });
            for (var n = 1; n <= 2500; n++)
                (await ann.ReadAsync("ok"))[^1].GetProperty("seq").GetInt64().Should().Be(n);
        }
        await first.DisposeAsync();

        await using var server = await ServeAsync();
        using var bob = await ConnectAsync(server.Endpoints[0].Port);
        var resumed = await bob.JoinAsync("TEA", epoch, after: 100);
        resumed.Take(resumed.Count - 2).SelectMany(Numbers).Should().Equal(From(101, 2500));
        resumed[^2].GetProperty("seq").GetInt64().Should().Be(2500);
        resumed[^2].GetProperty("epoch").GetString().Should().Be(epoch);

        await bob.SendAsync(new { type = "say", room = "tea", text = "7", key = "k7", @ref = "again" });
        (await bob.ReadAsync("ok"))[^1].GetProperty("seq").GetInt64().Should().Be(7);
        await bob.SendAsync(new { type = "say", room = "tea", text = "8", key = "k7", @ref = "other" });
        (await bob.ReadAsync("error"))[^1].GetProperty("code").GetString().Should().Be("duplicate");
        await bob.SendAsync(new { type = "history", room = "tea", before = 1000, limit = 3 });
        Numbers((await bob.ReadAsync("history"))[^1]).Should().Equal(997, 998, 999);
        await bob.SendAsync(new { type = "say", room = "tea", text = "next", @ref = "next" });
        (await bob.ReadAsync("ok"))[^1].GetProperty("seq").GetInt64().Should().Be(2501);
    }

    [Fact]
    public async Task What_was_answered_is_there_once_after_any_kill_and_whoever_says_it_again_is_heard_once()
    {
        var (acknowledged, heard, random) = (new Dictionary<string, long>(), new HashSet<string>(), new Random(5));
        var (said, epochs) = (0, new HashSet<string>());
        for (var round = 0; round < Scale.Of(quick: 3, full: 50); round++)
        {
            await using var server = await ServeAsync();
            var speakers = Enumerable.Range(0, 4).Select(async n =>
            {
                using var client = await ConnectAsync(server.Endpoints[0].Port);
                var epoch = TextOf((await client.JoinAsync("tea"))[^2], "epoch");
                lock (epochs) epochs.Add(epoch);
                // What was not answered before the crash is said again, first.
                List<string> again;
                lock (heard) again = [.. heard.Where(key => key.StartsWith($"{n}-") && !acknowledged.ContainsKey(key))];
                foreach (var key in again) await client.TrySendAsync(Say(key));
                while (true)
                {
                    string key;
                    lock (heard) heard.Add(key = $"{n}-{said++}");
                    await client.TrySendAsync(Say(key));
                    JsonElement? answer;
                    try
                    {
                        do answer = await client.ReadAsync();
                        while (answer is { } other && TypeOf(other) != "ok");
                    }
                    catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
                    {
                        return;
                    }
                    if (answer is not { } ok) return;
                    lock (heard) acknowledged[TextOf(ok, "ref")] = ok.GetProperty("seq").GetInt64();
                }
            }).ToArray();
            var enough = acknowledged.Count + random.Next(20, 200);
            while (true)
            {
                lock (heard) if (acknowledged.Count >= enough) break;
                await Task.Yield();
            }
            server.Crash();
            await Task.WhenAll(speakers);
            IntegrityOf(File).Should().Be("ok");
        }

        await using var last = await ServeAsync();
        using var reader = await ConnectAsync(last.Endpoints[0].Port);
        var all = (await reader.JoinAsync("tea", after: 0)).Where(one => TypeOf(one) == "history")
            .SelectMany(page => page.GetProperty("messages").EnumerateArray()).ToList();
        all.Select(message => message.GetProperty("seq").GetInt64()).Should().Equal(From(1, all.Count));
        all.Select(message => TextOf(message, "text")).Should().OnlyHaveUniqueItems().And.BeSubsetOf(heard);
        foreach (var (key, seq) in acknowledged) TextOf(all[(int)seq - 1], "text").Should().Be(key);
        epochs.Should().HaveCount(Scale.Of(quick: 3, full: 50), "no end was a good one");

        static object Say(string key) => new { type = "say", room = "tea", text = key, key, @ref = key };
    }

    [Fact]
    public async Task A_long_resume_while_others_speak_has_no_gap_and_no_double_and_cuts_nobody_off()
    {
        var count = Scale.Of(quick: 5_000, full: 100_000);
        await using var server = await ServeAsync();
        using var ann = await ConnectAsync(server.Endpoints[0].Port);
        await ann.JoinAsync("tea");
        for (var n = 1; n <= count; n++)
        {
            await ann.SendAsync(new { type = "say", room = "tea", text = $"{n} {new string('x', n % 300)}" });
            if (n % 100 == 0) await ReadUntilAsync(ann, n);
        }

        using var bob = await ConnectAsync(server.Endpoints[0].Port);
        var resuming = HeardAsync();
        for (var n = count + 1; n <= count + 2000; n++)
        {
            await ann.SendAsync(new { type = "say", room = "tea", text = $"{n}" });
            if (n % 10 == 0) await ReadUntilAsync(ann, n);
        }
        (await resuming).Should().Equal(From(1, count + 2000));

        async Task<List<long>> HeardAsync()
        {
            await bob.SendAsync(new { type = "join", room = "tea", after = 0 });
            var heard = new List<long>();
            while (heard.Count == 0 || heard[^1] < count + 2000)
            {
                var next = await bob.ReadAsync() ?? throw new InvalidOperationException("it was cut off");
                TypeOf(next).Should().NotBe("missed");
                if (TypeOf(next) == "message") heard.Add(next.GetProperty("seq").GetInt64());
                else heard.AddRange(Numbers(next));
            }
            return heard;
        }

        static async Task ReadUntilAsync(JsonClient client, long seq)
        {
            while ((await client.ReadAsync("message"))[^1].GetProperty("seq").GetInt64() < seq);
        }
    }

    [Fact]
    public async Task An_ok_comes_after_the_disk_has_it()
    {
        Assert.SkipUnless(System.IO.File.Exists("/usr/bin/strace"), "strace is not installed");
        var trace = Path.Combine(_folder, "trace");
        await using var server = RxChatProcess.StartInShell(
            $"exec strace -D -f -qq -s 60 -e trace=fsync,fdatasync,sendto,io_submit -o {trace} \"$0\" "
            + $"--listen json://127.0.0.1:0 --history {File}");
        await server.ListeningAsync(endpoints: 1);
        using var ann = await ConnectAsync(server.Endpoints[0].Port);
        await ann.JoinAsync("tea");
        for (var n = 0; n < 4; n++)
        {
            await ann.SendAsync(new { type = "say", room = "tea", text = "x", @ref = "r" });
            await ann.ReadAsync("ok");
        }

        var lines = await System.IO.File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken);
        var calls = lines.Select(line => line.Contains("message", StringComparison.Ordinal) ? 'm'
            : line.Contains("ok", StringComparison.Ordinal) && line.Contains("seq", StringComparison.Ordinal) ? 'o'
            : line.Contains("sync(", StringComparison.Ordinal) ? 's' : ' ').Where(call => call != ' ');
        string.Concat(calls).Should().MatchRegex("o([ms]*s[ms]*o){3}s*$",
            "after the first, which the syncs of the start precede, each has its own, before or after the broadcast");
    }

    [Fact]
    public async Task Who_resumes_after_a_number_that_did_not_survive_is_told_the_last_that_did()
    {
        string epoch;
        var first = await ServeAsync();
        using (var ann = await ConnectAsync(first.Endpoints[0].Port))
        {
            epoch = TextOf((await ann.JoinAsync("tea"))[^2], "epoch");
            for (var n = 1; n <= 3; n++)
                await ann.SendAsync(new { type = "say", room = "tea", text = $"{n}", @ref = $"{n}" });
            for (var n = 1; n <= 3; n++) await ann.ReadAsync("ok");
        }
        first.Crash();
        await first.DisposeAsync();

        await using var server = await ServeAsync();
        using var bob = await ConnectAsync(server.Endpoints[0].Port);
        await bob.JoinAsync("tea");
        await bob.SendAsync(new { type = "say", room = "tea", text = "4", @ref = "4" });
        await bob.ReadAsync("ok");
        using var cid = await ConnectAsync(server.Endpoints[0].Port);
        // As if it had heard a message that the crash has lost.
        var resumed = await cid.JoinAsync("tea", epoch, after: 5);
        resumed[0].GetProperty("type").GetString().Should().Be("rewound");
        resumed[0].GetProperty("seq").GetInt64().Should().Be(3);
        Numbers(resumed[1]).Should().Equal(4);
    }

    /// <summary>Of a copy: the server is to find it as it was left.</summary>
    private static string IntegrityOf(string path)
    {
        var file = $"{path}.copy";
        foreach (var end in new[] { "", "-wal" }) System.IO.File.Copy(path + end, file + end, overwrite: true);
        return (string)Sql.Run(file, "PRAGMA integrity_check")!;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<RxChatProcess> ServeAsync() =>
        RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", File);

    private static IEnumerable<long> Numbers(JsonElement page) => TypeOf(page) == "history"
        ? page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("seq").GetInt64())
        : [];

    private static IEnumerable<long> From(long first, long last) =>
        Enumerable.Range(0, (int)(last - first + 1)).Select(n => first + n);
}
