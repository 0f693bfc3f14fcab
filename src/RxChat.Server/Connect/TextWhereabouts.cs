using System.Text.RegularExpressions;

namespace RxChat.Server.Connect;

/// <summary>What the lines of the text protocols tell of where one is.</summary>
internal sealed partial class TextWhereabouts(Who who)
{
    private const string Lobby = "lobby";

    private const int MostKnown = 1000;

    private readonly Dictionary<string, int> _news = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _rooms = [];
    private readonly Queue<string> _joining = new();
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
            string[] rooms = [.. _rooms.Where(one => one != Lobby)];
            _rooms.Clear();
            _joining.Clear();
            _joining.Enqueue(Lobby);
            if (rooms.Length > 0) again = again with { Room = null };
            return [.. again.Opening, .. rooms.Select(room => $"/join {room}")];
        }
    }

    /// <summary>The connection is lost.</summary>
    public void Leave() => _members = null;

    /// <summary>Takes note of what was sent.</summary>
    public void Said(string line)
    {
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var word, var room, ..]
            && word.Equals("/join", StringComparison.OrdinalIgnoreCase)) _joining.Enqueue(room);
    }

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
            return true;
        }
        if (Welcome().Match(line) is { Success: true } welcome) _name = welcome.Groups[1].Value;
        else if (Renamed().Match(line) is { Success: true } renamed)
        {
            Know(renamed.Groups[2].Value);
            if (renamed.Groups[1].Value == _name) _name = renamed.Groups[2].Value;
        }
        else if (Came().Match(line) is { Success: true } came) Come(came.Groups[1].Value);
        else if (Went().Match(line) is { Success: true } went) Go(went.Groups[1].Value);
        else if (Members().Match(line) is { Success: true } members)
        {
            var names = members.Groups[2].Value.Split(", ");
            foreach (var name in names) Know(name);
            if (members.Groups[1].Value == Now.Room) _members = names.Length;
            // What nobody typed is not answered to anybody.
            if (_asked > 0) return --_asked < 0;
        }
        else if (Speaker().Match(line) is { Success: true } speaker) Know(speaker.Groups[1].Value);
        return true;
    }

    private void Come(string name)
    {
        Know(name);
        if (name != _name)
        {
            _members++;
            return;
        }
        var room = _joining.Count > 0 ? _joining.Dequeue() : Lobby;
        _rooms.Remove(room);
        _rooms.Add(room);
        _news.Remove(room);
        Know(room);
        (_members, _isNew) = (null, true);
    }

    private void Go(string name)
    {
        if (name != _name)
        {
            _members--;
            return;
        }
        if (_rooms.Count > 0) _rooms.RemoveAt(_rooms.Count - 1);
        _members = null;
    }

    private void Know(string word)
    {
        if (_known.Count < MostKnown) _known.Add(word);
    }

    // No name has a blank in it.
    [GeneratedRegex(@"^\[(\S+)\] ", RegexOptions.NonBacktracking)]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"^\* welcome, (\S+)\. ", RegexOptions.NonBacktracking)]
    private static partial Regex Welcome();

    [GeneratedRegex(@"^\* (\S+) is now (\S+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Renamed();

    [GeneratedRegex(@"^\* (\S+) joined$", RegexOptions.NonBacktracking)]
    private static partial Regex Came();

    [GeneratedRegex(@"^\* (\S+) left$", RegexOptions.NonBacktracking)]
    private static partial Regex Went();

    [GeneratedRegex(@"^\* in (\S+): (.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex Members();

    [GeneratedRegex(@"^(\S+): ", RegexOptions.NonBacktracking)]
    private static partial Regex Speaker();
}
