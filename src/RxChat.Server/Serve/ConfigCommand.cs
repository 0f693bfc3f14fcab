using RxChat.Server.Configuration;
using RxChat.Server.Filters;

namespace RxChat.Server.Serve;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat config</c>: what would be served, without serving it.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var options = new ServeOptions();
        var check = new Command("check",
            "Takes the options of serve, reads the files that they name, and says whether it could be served.");
        foreach (var option in options.All) check.Options.Add(option);
        check.SetAction(parsed => Check(options.Read(parsed)));
        return new Command("config", "Looks at options.") { check };
    }

    private static int Check(ServeConfiguration configuration)
    {
        // Who hands sockets over is not here now.
        var handed = configuration.Listen.Contains(SocketActivation.Word);
        var endpoints = ListenUrls.Parse(
            configuration with { Listen = [.. configuration.Listen.Except([SocketActivation.Word])] });
        foreach (var file in new[] { configuration.Filters, configuration.Shadow }.OfType<string>())
            new LiveFile(file).Filters.Dispose();
        if (endpoints.Any(endpoint => endpoint.IsSecure))
        {
            using var tls = Tls.Load(configuration.Tls, (isTrouble, what) =>
                (isTrouble ? Console.Error : Console.Out).WriteLine($"certificate: {Printed.Of(what)}"));
            tls.Tell();
        }
        Jwt.Judge(configuration.Jwt, static _ => { });
        Hooks.Of(configuration.Webhook)?.Dispose();
        foreach (var (name, value) in configuration.Written.OrderBy(one => one.Key, StringComparer.Ordinal))
            Console.Out.WriteLine($"{name}: {Printed.Of(value)}");
        if (handed) Console.Out.WriteLine($"would listen on what {SocketActivation.Word} hands over");
        foreach (var endpoint in endpoints) Console.Out.WriteLine($"would listen on {endpoint}");
        return 0;
    }
}
