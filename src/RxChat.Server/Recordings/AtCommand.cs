using System.CommandLine;
using RxChat.Server.Configuration;
using RxChat.Testing;

namespace RxChat.Server.Recordings;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat at</c>: who was where, at a moment that was recorded.</summary>
internal static class AtCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "what --record wrote" };
        var time = new Argument<string?>("TIME")
        {
            Description = "such as 12:30:05 of the day on which it began, or 2026-01-31T12:30:05Z",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var step = new Option<int>("--step")
        {
            Description = "so many commands later; earlier with a minus", HelpName = "N",
        };
        var why = new Option<string?>("--why")
        {
            Description = "tells what became of a message: its id, key or ref, or a room and a number as in tea/7",
            HelpName = "ID",
        };
        var whom = new Option<string?>("--whom") { Description = "and why they did not get it", HelpName = "NAME" };
        var page = new Option<bool>("--page")
        {
            Description = "shows all of it in a page, with a slider, at the address that it prints",
        };
        var port = new Option<int>("--port")
        {
            Description = "of that page; 0 takes a free one", HelpName = "N",
        };
        var at = new Command("at",
            "Tells who was in which room at a recorded moment, with which rights, and what waited for them.")
        {
            file, time, step, why, whom, page, port,
        };
        at.SetAction(async (parsed, _) => parsed.GetValue(page)
            ? await Viewing.ShowAsync(parsed.GetValue(file)!, parsed.GetValue(port))
            : Recorded.Do(parsed.GetValue(file)!, recording => Look(recording, parsed)));
        return at;

        int Look(ChatRecording recording, ParseResult parsed)
        {
            if (parsed.GetValue(why) is { } message)
            {
                foreach (var line in recording.Why(message, parsed.GetValue(whom) ?? ""))
                    Console.Out.WriteLine(Printed.Of(line));
                return 0;
            }
            if (Recorded.TimeOf("TIME", parsed.GetValue(time), recording) is not { } moment)
                throw new BadOptionException("say when: a TIME such as 12:30:05; or --page, to look at all of it");
            Write(recording.At(moment, parsed.GetValue(step)));
            return 0;
        }
    }

    private static void Write(RecordedMoment moment)
    {
        Console.Out.WriteLine(FormattableString.Invariant(
            $"{moment.At:yyyy-MM-dd HH:mm:ss.fff}: {moment.People.Length} connections"));
        if (moment.Command is { } command) Console.Out.WriteLine(Printed.Of($"after {command}"));
        foreach (var room in moment.Rooms)
        {
            var topic = room.Topic.Length > 0 ? $", about {room.Topic}" : "";
            Line($"{room.Room} (up to {room.Last}{topic}): {string.Join(", ", room.Members)}");
            foreach (var act in room.Rules) Line($"  {act.Act} {act.Whom} {act.Value}".TrimEnd());
        }
        foreach (var one in moment.People)
        {
            var rights = one.Person.IsOperator ? ", operator" : one.Person.Account is null ? ", guest" : "";
            var waiting = one.Waiting > 0 ? $", {one.Waiting} bytes waited" : "";
            var away = one.Away is { } text ? $", away: {text}" : "";
            Line($"{one.Person.Id} {one.Person.Name} by {one.Person.Peer?.Protocol}{rights}{away}{waiting}: "
                + string.Join(", ", one.Rooms));
        }
    }

    private static void Line(string text) => Console.Out.WriteLine(Printed.Of(text));
}
