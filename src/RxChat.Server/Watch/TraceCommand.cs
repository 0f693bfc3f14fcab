using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace RxChat.Server.Watch;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat trace</c>: what became of a message, stage by stage.</summary>
internal static class TraceCommand
{
    public static Command Create()
    {
        var (url, token) = (AdminArguments.NewUrl(), AdminArguments.NewToken());
        var of = new Argument<string>("ID")
        {
            Description = "of the message; or its key or ref, a room and a number as in tea/7, or who said it",
        };
        var trace = new Command("trace",
            "Tells of the last messages that fit what became of them: each filter's verdict, each encoding, who was "
            + "there, who was blocked or lost it and why.") { url, of, token };
        trace.SetAction(async (parsed, cancellation) =>
        {
            using var server = AdminClient.To(parsed.GetValue(url)!, parsed.GetValue(token));
            var asked = parsed.GetValue(of)!;
            var told = await server.AskAsync($"trace?of={Uri.EscapeDataString(asked)}", cancellation);
            var traces = told.GetProperty("traces").EnumerateArray().Reverse().ToArray();
            foreach (var one in traces) Write(one);
            return traces.Length > 0 ? 0
                : LastWords.Say($"of the last messages none is {Printed.Of(asked)}; --traces says how many are kept");
        });
        return trace;
    }

    private static void Write(JsonElement trace)
    {
        string Of(string name) => Printed.Of($"{trace.GetProperty(name)}");
        var id = trace.GetProperty("id").GetString();
        Console.Out.WriteLine($"{Of("at")} {Of("from")} in {Of("room")}: {Of("text")}");
        foreach (var step in trace.GetProperty("steps").EnumerateArray())
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {step.GetProperty("after").GetDouble(),10:0.000} ms  {step.GetProperty("stage"),-8} "
                + $"{Printed.Of($"{step.GetProperty("what")}")}"));
        }
        var present = trace.GetProperty("present").EnumerateArray().Select(name => Printed.Of($"{name}")).ToArray();
        Console.Out.WriteLine(id is null ? "  it was not said"
            : $"  it is {id}; there then and now: {(present.Length == 0 ? "nobody" : string.Join(", ", present))}");
    }
}
