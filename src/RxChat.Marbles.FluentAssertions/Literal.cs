namespace RxChat.Marbles;

/// <summary>Text within a message of FluentAssertions, which reads braces as placeholders.</summary>
internal static class Literal
{
    public static string Text(string text) =>
        text.Replace("{", "{{").Replace("}", "}}");
}
