using System.CommandLine;
using RxChat.Testing;

namespace RxChat.Server.Recordings;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat replay</c>: does again what was recorded, and says what other filters would have done.</summary>
internal static class ReplayCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly Argument<string> s_file = new("FILE") { Description = "what --record wrote" };

    private static readonly Option<string?> s_candidate = new("--filters")
    {
        Description = "a filter file: what it would have done differently is told, message by message",
        HelpName = "FILE.csx",
    };

    private static readonly Option<string?> s_from = new("--from")
    {
        Description = "tells what is different from then on alone", HelpName = "TIME",
    };

    private static readonly Option<string?> s_to = new("--to") { Description = "ends there", HelpName = "TIME" };

    private static readonly Option<int?> s_failOver = new("--fail-over")
    {
        Description = "exits with 1 if more messages than this are treated differently", HelpName = "N",
    };

    private static readonly Option<string?> s_scrub = new("--scrub")
    {
        Description = "writes it there with other names and words, to be handed on, instead", HelpName = "TO",
    };

    public static Command Create()
    {
        var replay = new Command("replay",
            "Does again what a server recorded, in virtual time: the same is told, or it exits with 1.")
        {
            s_file, s_candidate, s_from, s_to, s_failOver, s_scrub,
        };
        replay.SetAction(parsed => Recorded.Do(parsed.GetValue(s_file)!, recording => Run(parsed, recording)));
        return replay;
    }

    private static int Run(ParseResult parsed, ChatRecording recording)
    {
        if (parsed.GetValue(s_scrub) is { } to) return Scrub(recording, to);
        var (from, until) = (Recorded.TimeOf("--from", parsed.GetValue(s_from), recording),
            Recorded.TimeOf("--to", parsed.GetValue(s_to), recording));
        using var filters = new RecordedScripts(parsed.GetValue(s_file)!);
        var candidate = parsed.GetValue(s_candidate) is { } file ? filters.Read(file) : null;
        // What a candidate does later with what was said by then is waited for.
        var replayed = recording.Replay(filters.Of, candidate, until + (candidate is null ? default : s_patience));
        Console.Out.WriteLine($"{replayed.Messages} messages, {replayed.Events} events");
        if (!replayed.IsPart)
        {
            Console.Out.WriteLine($"replayed {replayed.Hash}");
            Console.Out.WriteLine($"live     {replayed.LiveHash} {(replayed.IsEqual ? "equal" : "different")}");
        }
        Explain(replayed, filters);
        if (candidate is null) return replayed.IsEqual ? 0 : 1;
        var differences = replayed.Differences
            .Where(one => !(one.Message.At < from) && !(one.Message.At > until)).ToArray();
        WhatIfReport.Write(differences);
        return differences.Length > (parsed.GetValue(s_failOver) ?? int.MaxValue)
            ? LastWords.Say($"{differences.Length} messages are treated differently, and at most "
                + $"{parsed.GetValue(s_failOver)} may be")
            : replayed.IsPart || replayed.IsEqual ? 0 : 1;
    }

    private static void Explain(Replayed replayed, RecordedScripts filters)
    {
        if (replayed.IsPart)
            Console.Error.WriteLine("its beginning is gone: filters are tried, and what is told is not compared");
        if (replayed.IsCut) Console.Error.WriteLine("the last line is not whole, and left out");
        if (filters.AreUnknown)
            Console.Error.WriteLine("the filters that were in force are not in it: replayed without any");
        // A thread may be too late to be seen.
        if (replayed.HasBeenElsewhere || (replayed is { IsPart: false, IsEqual: false } && filters.AreUsed))
        {
            Console.Error.WriteLine(
                "what filters hear from outside (of a webhook, a task, a thread, a random number) is not in a "
                + "recording, and is not replayed");
        }
        foreach (var fault in replayed.Faults.Take(10)) Console.Error.WriteLine(Printed.Of(fault));
        if (replayed.Difference is { } difference) Console.Error.WriteLine(Printed.Of(difference));
    }

    private static int Scrub(ChatRecording recording, string to)
    {
        if (File.Exists(to)) return LastWords.Say($"{to} is there already; name another file, or delete it");
        using var output = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
        recording.Scrub(output);
        Console.Error.WriteLine($"{to} has other names and words");
        return 0;
    }
}
