namespace RxChat;

/// <summary>A command that the server does not have, and a filter may: <c>/word</c> and what follows.</summary>
/// <param name="Message">What follows, of whom, and in which room.</param>
/// <param name="Word">As it was typed.</param>
internal sealed record SlashCommand(ChatMessage Message, string Word) : Command(Message.By);

/// <summary>How commands are called.</summary>
internal static class CommandWords
{
    private const int MostCharacters = 32;

    /// <summary>The words that the server has, on any protocol.</summary>
    public static IReadOnlySet<string> Taken { get; } = new HashSet<string>(
        ["name", "join", "leave", "who", "rooms", "msg", "history", "help", "motd", "quit"], Names.Comparer);

    /// <summary>Why a word cannot be a filter's own; null if it can.</summary>
    public static string? Problem(string word) =>
        Taken.Contains(word) ? $"/{word} is a command of the server"
        : word.Length is 0 or > MostCharacters || !word.All(static one => char.IsAsciiLetterOrDigit(one) || one == '-')
            ? $"a command is at most {MostCharacters} ASCII letters, digits and '-'"
        : null;
}
