using System.Globalization;
using System.Text.RegularExpressions;

namespace RxChat.Server.Connect;

/// <summary>
/// What the lines of the text protocols tell of where one is. Into which room one has come they do not say: the server
/// is asked, and its answer is not shown.
/// </summary>
internal sealed partial class TextWhereabouts(Who who)
{
    /// <summary>Where one is without asking.</summary>
    private const string Lobby = "lobby";

    private readonly Dictionary<string, int> _news = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _rooms = [];
    private string? _name;
    private int? _members;
    private bool _isNew;
    private int _asked;

    public Whereabouts Now => new(_name, _rooms.LastOrDefault(), _members, _news, _known);

    /// <summary>What is sent first: who one is, and where.</summary>
    public IEnumerable<string> Opening
    {
        get
        {
            var again = who;
            if (_name is not null && who.Password is null && !_name.StartsWith("guest-", StringComparison.Ordinal))
                again = again with { Name = _name };
            string[] rooms = [.. _rooms.SkipWhile(room => room == Lobby)];
            _rooms.Clear();
            (_isNew, _asked) = (false, 0);
            if (rooms.Length > 0) again = again with { Room = null };
            return [.. again.Opening, .. rooms.Select(room => $"/join {room}")];
        }
    }

    /// <summary>The connection is lost.</summary>
    public void Leave() => _members = null;

    /// <summary>What is to be asked now that one has come into a room; null is nothing.</summary>
    public string? Question()
    {
        if (!_isNew) return null;
        _isNew = false;
        _asked++;
        return "/who";
    }

    /// <summary>Takes note of what came, and says whether it is to be shown.</summary>
    public bool Hear(string line)
    {
        if (Elsewhere().Match(line) is { Success: true } elsewhere)
        {
            var room = elsewhere.Groups[1].Value;
            _news[room] = _news.GetValueOrDefault(room) + 1;
        }
        else if (Welcome().Match(line) is { Success: true } welcome) _name = welcome.Groups[1].Value;
        else if (Renamed().Match(line) is { Success: true } renamed)
        {
            Know(renamed.Groups[2].Value);
            if (renamed.Groups[1].Value == _name) _name = renamed.Groups[2].Value;
        }
        else if (CameOrWent().Match(line) is { Success: true } moved)
            Move(moved.Groups[1].Value, hasCome: moved.Groups[2].Value == "joined");
        else if (Members().Match(line) is { Success: true } members) return !Count(members);
        else if (Speaker().Match(line) is { Success: true } speaker) Know(speaker.Groups[1].Value);
        return true;
    }

    private void Move(string name, bool hasCome)
    {
        Know(name);
        if (name != _name) _members += hasCome ? 1 : -1;
        else
        {
            _members = null;
            _isNew = hasCome;
            if (!hasCome && _rooms.Count > 0) _rooms.RemoveAt(_rooms.Count - 1);
        }
    }

    /// <summary>Takes note of who is where, and says whether nobody has typed the question.</summary>
    private bool Count(Match members)
    {
        var room = members.Groups[1].Value;
        var names = members.Groups[2].Value.Split(", ");
        foreach (var name in names) Know(name);
        var isSilent = _asked > 0;
        if (isSilent)
        {
            _asked--;
            _rooms.Remove(room);
            _rooms.Add(room);
            _news.Remove(room);
            Know(room);
        }
        if (room == Now.Room)
        {
            _members = names.Length + (members.Groups[3] is { Success: true } more
                ? int.Parse(more.Value, CultureInfo.InvariantCulture)
                : 0);
        }
        return isSilent;
    }

    private void Know(string word)
    {
        if (_known.Count < IDialogue.MostKept) _known.Add(word);
    }

    // No name has a blank in it.
    [GeneratedRegex(@"^\[(\S+)\] ", RegexOptions.NonBacktracking)]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"^\* welcome, (\S+)\. ", RegexOptions.NonBacktracking)]
    private static partial Regex Welcome();

    [GeneratedRegex(@"^\* (\S+) is now (\S+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Renamed();

    [GeneratedRegex(@"^\* (\S+) (joined|left)$", RegexOptions.NonBacktracking)]
    private static partial Regex CameOrWent();

    [GeneratedRegex(@"^\* in (\S+): (\S+(?:, \S+)*)(?: and (\d+) more)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Members();

    [GeneratedRegex(@"^(\S+): ", RegexOptions.NonBacktracking)]
    private static partial Regex Speaker();
}
