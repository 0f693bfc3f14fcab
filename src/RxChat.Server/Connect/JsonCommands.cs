using System.Globalization;
using System.Text.Json.Nodes;

namespace RxChat.Server.Connect;

/// <summary>What is typed, as an object of the protocol.</summary>
/// <param name="idOf">The id of a number in a room; null if it was not heard.</param>
internal sealed class JsonCommands(Func<string, long, string?> idOf)
{
    /// <summary>The first word, in lower case, and the rest.</summary>
    public static (string Word, string After) Split(string line)
    {
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? (line.ToLowerInvariant(), "") : (line[..end].ToLowerInvariant(), line[(end + 1)..].Trim());
    }

    /// <summary>Null where it is no command, or lacks something.</summary>
    public JsonObject? Read(string line, string? room)
    {
        var (word, rest) = Split(line);
        var (first, more) = (rest.Split(' ')[0], Split(rest).After);
        return word switch
        {
            "/name" when rest.Length > 0 => new() { ["type"] = "name", ["name"] = rest },
            "/register" when rest.Length > 0 => new() { ["type"] = "register", ["password"] = rest },
            "/login" when more.Length > 0 => new() { ["type"] = "login", ["name"] = first, ["password"] = more },
            "/login" when rest.Length > 0 => new() { ["type"] = "login", ["token"] = rest },
            "/logout" or "/token" or "/rooms" or "/back" or "/unread" => new() { ["type"] = word[1..] },
            "/away" => new() { ["type"] = "away", ["text"] = rest },
            "/ignore" when rest.Length > 0 => new() { ["type"] = "ignore", ["name"] = rest },
            "/unignore" when rest.Length > 0 => new() { ["type"] = "ignore", ["name"] = rest, ["off"] = true },
            "/msg" when more.Length > 0 => new() { ["type"] = "say", ["room"] = $"@{first}", ["text"] = more },
            _ when room is null => null,
            "/who" or "/read" or "/rules" => new() { ["type"] = word[1..], ["room"] = rest.Length > 0 ? rest : room },
            "/topic" => new() { ["type"] = "topic", ["room"] = room, ["text"] = rest.Length > 0 ? rest : null },
            "/history" => new()
            {
                ["type"] = "history", ["room"] = room,
                ["limit"] = int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 50,
            },
            "/search" when rest.Length > 0 => new() { ["type"] = "search", ["room"] = room, ["words"] = rest },
            "/reply" when more.Length > 0 && Id(room, first) is { } id =>
                new() { ["type"] = "reply", ["room"] = room, ["to"] = id, ["text"] = more },
            "/react" or "/unreact" when more.Length > 0 && Id(room, first) is { } id => new()
            {
                ["type"] = "react", ["room"] = room, ["id"] = id, ["emoji"] = more, ["off"] = word == "/unreact",
            },
            "/edit" when Id(room, first) is { } id && more.Length > 0 =>
                new() { ["type"] = "edit", ["room"] = room, ["id"] = id, ["text"] = more },
            "/remove" or "/original" when Id(room, first) is { } id =>
                new() { ["type"] = word[1..], ["room"] = room, ["id"] = id },
            "/kick" or "/ban" or "/unban" or "/mute" or "/unmute" when first.Length > 0 => new()
            {
                ["type"] = "moderate", ["room"] = room, ["act"] = word[1..], ["whom"] = first, ["reason"] = more,
            },
            "/slow" or "/private" or "/access" when first.Length > 0 =>
                new() { ["type"] = "moderate", ["room"] = room, ["act"] = word[1..], ["value"] = first },
            "/invite" when first.Length > 0 => new()
            {
                ["type"] = "moderate", ["room"] = room, ["act"] = "role", ["whom"] = first, ["value"] = "member",
            },
            "/role" when more.Length > 0 => new()
            {
                ["type"] = "moderate", ["room"] = room, ["act"] = "role", ["whom"] = first, ["value"] = more,
            },
            _ => null,
        };
    }

    // As in #7.
    private string? Id(string room, string word) =>
        word is ['#', .. var digits]
        && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? idOf(room, seq)
            : null;
}
