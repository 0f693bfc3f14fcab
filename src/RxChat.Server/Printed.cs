using System.Globalization;
using System.Text;

namespace RxChat.Server;

/// <summary>Text of others on one line of a terminal, which it can neither end nor steer.</summary>
internal static class Printed
{
    public static string Of(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings(" ")) Append(line, c);
        return line.ToString();
    }

    public static void Append(StringBuilder line, char c)
    {
        if (char.IsControl(c) || c is '\u2028' or '\u2029')
            line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        else line.Append(c);
    }
}
