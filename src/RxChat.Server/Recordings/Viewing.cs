using RxChat.Web;

namespace RxChat.Server.Recordings;

/// <summary>Shows a recording in a page, until a signal ends the process.</summary>
internal static class Viewing
{
    public static async Task<int> ShowAsync(string file, int port)
    {
        await using var viewer = await RecordingViewer.StartAsync(new RecordedChat(file), port);
        Console.Out.WriteLine($"{file} is shown at {viewer.Address}");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
