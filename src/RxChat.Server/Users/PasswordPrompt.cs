using System.Text;

namespace RxChat.Server.Users;

/// <summary>A password from a pipe, its first line; or from a terminal, which does not show it.</summary>
internal static class PasswordPrompt
{
    public static async Task<Secret> ReadAsync(string name, CancellationToken cancellation)
    {
        if (Console.IsInputRedirected)
            return new Secret(await Console.In.ReadLineAsync(cancellation) ?? "");
        var first = Ask($"password of {name}: ");
        return Ask("once more: ").Equals(first) ? first : throw new IOException("the two passwords differ; try again");
    }

    /// <summary>One that is known, from the terminal.</summary>
    public static Task<Secret> AskAsync(string name, CancellationToken cancellation) =>
        Task.Run(() => Ask($"password of {name}: "), cancellation);

    private static Secret Ask(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return new Secret(typed.ToString());
    }
}
