using RxChat.Server;
using RxChat.Server.Serve;

// Before anything is loaded for which there may be no descriptor.
if (OpenFiles.TooFewToBegin is not { } tooFew) return Whole.Run(args);
OpenFiles.SayWithoutConsole($"rxchat: {tooFew}\n");
return 1;

/// <summary>The process once there is enough to run it with.</summary>
internal static class Whole
{
    public static int Run(string[] args)
    {
        // The signals before all else: one that comes earlier ends the process.
        using var signals = new Signals();
        LastWords.OfUnhandled();
        StandardOutput.Name();
        CarriedLibrary.LookHere();
        // Not a mere return: a thread of a filter must not keep the process.
        Environment.Exit(CommandLine.RunAsync(args, signals).GetAwaiter().GetResult());
        return 0;
    }
}
