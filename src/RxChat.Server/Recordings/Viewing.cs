using RxChat.Web;

namespace RxChat.Server.Recordings;

/// <summary>Shows a recording in a page, until Ctrl-C.</summary>
internal static class Viewing
{
    public static async Task<int> ShowAsync(string file, int port, CancellationToken ended)
    {
        await using var viewer = await RecordingViewer.StartAsync(new RecordedChat(file), port);
        Console.Out.WriteLine($"{file} is shown at {viewer.Address}");
        var over = new TaskCompletionSource();
        await using (ended.Register(over.SetResult)) await over.Task;
        return 0;
    }
}
