using System.Globalization;
using RxChat.Server.Configuration;
using RxChat.Testing;

namespace RxChat.Server.Recordings;

/// <summary>What the commands on recordings share.</summary>
internal static class Recorded
{
    public static int Do(string file, Func<ChatRecording, int> work)
    {
        try
        {
            return work(ChatRecording.Open(file));
        }
        catch (RecordingException e)
        {
            return LastWords.Say(e.Message);
        }
    }

    /// <summary>A time as it is written: of the day on which the recording began, or with a date; UTC, if it does not
    /// say otherwise.</summary>
    /// <exception cref="BadOptionException">It is none.</exception>
    public static DateTimeOffset? TimeOf(string option, string? text, ChatRecording recording)
    {
        if (text is null) return null;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var ofDay) && ofDay < TimeSpan.FromDays(1))
            return new DateTimeOffset(recording.Began.UtcDateTime.Date, TimeSpan.Zero) + ofDay;
        return DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new BadOptionException(
                $"{option}: \"{text}\" is no time, such as 12:30:05 or 2026-01-31T12:30:05Z");
    }
}
