using System.CommandLine;

namespace RxChat.Server.Watch;

/// <summary>What names a server to be asked; apart from what asks, so that other commands do not load that.</summary>
internal static class AdminArguments
{
    public static Argument<string> NewUrl() =>
        new("URL") { Description = "of the server, such as http://127.0.0.1:4080" };

    public static Option<string?> NewToken() => new("--token")
    {
        Description = "a file that holds a token of an operator (rxchat user token NAME)", HelpName = "FILE",
    };
}
