using System.Text.Json;

namespace RxChat.Page.Tests;

/// <summary>
/// What the main thread of a page does, as Chromium traces it: in time of the processor, since who waits for others on
/// a busy machine has done nothing meanwhile.
/// </summary>
internal sealed class MainThread : IAsyncDisposable
{
    private readonly ICDPSession _session;
    private readonly List<JsonElement> _events = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MainThread(ICDPSession session)
    {
        _session = session;
        session.Event("Tracing.dataCollected").OnEvent += (_, told) =>
            _events.AddRange(told!.Value.GetProperty("value").EnumerateArray().Select(one => one.Clone()));
        session.Event("Tracing.tracingComplete").OnEvent += (_, _) => _complete.TrySetResult();
    }

    public static async Task<MainThread> WatchAsync(IPage page)
    {
        var watched = new MainThread(await page.Context.NewCDPSessionAsync(page));
        await watched._session.SendAsync("Tracing.start", new Dictionary<string, object>
        {
            ["transferMode"] = "ReportEvents",
            ["traceConfig"] = new
            {
                includedCategories = new[] { "toplevel", "disabled-by-default-devtools.timeline" },
            },
        });
        return watched;
    }

    /// <summary>The longest task until now; nothing is watched any more.</summary>
    public async Task<TimeSpan> LongestAsync()
    {
        await _session.SendAsync("Tracing.end");
        await Patience.WaitAsync(token => _complete.Task.WaitAsync(token), "what was traced");
        var threads = _events.Where(one => NameOf(one) == "thread_name"
                && one.GetProperty("args").GetProperty("name").GetString() == "CrRendererMain")
            .Select(ThreadOf).ToHashSet();
        return _events.Where(one => NameOf(one).EndsWith("RunTask", StringComparison.Ordinal)
                && one.TryGetProperty("tdur", out _) && threads.Contains(ThreadOf(one)))
            .Select(one => TimeSpan.FromMicroseconds(one.GetProperty("tdur").GetDouble())).DefaultIfEmpty().Max();
    }

    public async ValueTask DisposeAsync() => await _session.DetachAsync();

    private static string NameOf(JsonElement one) => one.GetProperty("name").GetString()!;

    private static (int, int) ThreadOf(JsonElement one) =>
        (one.GetProperty("pid").GetInt32(), one.GetProperty("tid").GetInt32());
}
