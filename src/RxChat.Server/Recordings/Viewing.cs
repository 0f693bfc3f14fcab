using RxChat.Server.Configuration;
using RxChat.Web;

namespace RxChat.Server.Recordings;

/// <summary>Shows a recording in a page, until a signal ends the process.</summary>
internal static class Viewing
{
    public static async Task<int> ShowAsync(string file, int port)
    {
        if (port is < 0 or > 65535) throw new BadOptionException("--port must be from 0, a free one, to 65535");
        await using var viewer = await RecordingViewer.StartAsync(
            new RecordedChat(file), port, static e => LastWords.Say(LastWords.Of(e)));
        Console.Out.WriteLine($"{file} is shown at {viewer.Address}");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
