using System.Reactive.Linq;

namespace RxChat;

/// <summary>Where a server notes what passes; without a recorder nothing is between.</summary>
internal static class RecordingTaps
{
    /// <summary>What a client asks, and how it ends.</summary>
    public static IObservable<Command> Asked(
        this IObservable<Command> commands, Recorder? recorder, IAttendant who, Func<Exception, Refusal?> reasonOf)
    {
        if (recorder is null) return commands;
        var client = who.Person.Id;
        recorder.Begin(who);
        return commands.Do(
            command => recorder.Ask(client, command),
            error => recorder.End(client, broke: true, reasonOf(error)),
            () => recorder.End(client, broke: false, reason: null));
    }

    /// <summary>What any other source says.</summary>
    public static IObservable<Command> Owned(this IObservable<Command> commands, Recorder? recorder) =>
        recorder is null ? commands : commands.Do(recorder.Own);

    /// <summary>The end of all sources.</summary>
    public static IObservable<Command> Ended(this IObservable<Command> commands, Recorder? recorder) =>
        recorder is null ? commands : commands.Do(static _ => { }, recorder.Over);

    public static IObservable<ChatEvent> Told(this IObservable<ChatEvent> events, Recorder? recorder) =>
        recorder is null ? events : events.Do(recorder.Told);
}
