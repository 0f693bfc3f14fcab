using System.Globalization;
using System.Text.RegularExpressions;
using RxChat.Server.Configuration;
using RxChat.Testing;

namespace RxChat.Server.Filters;

/// <summary>
/// A chat in virtual time whose people say what lines tell them to: what is said, who is told what, and when.
/// </summary>
internal sealed partial class Rehearsal
{
    /// <summary>Everybody hears everybody.</summary>
    private const int MostPeople = 1000;

    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat;
    private readonly Dictionary<string, VirtualClient> _people = [];
    private readonly List<(TimeSpan At, string Line)> _happened = [];
    private TimeSpan _at;

    public Rehearsal(MessageFilter? perClient, MessageFilter? forEveryone, Action<string> failed)
    {
        _chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = perClient,
            FilterForEveryone = forEveryone,
            Log = System.Reactive.Observer.Create<LogEntry>(entry =>
            {
                if (entry.Level >= LogLevel.Warn) failed($"{Clock(_chat!.Now)} {entry.Event}: {entry.Detail}");
            }),
        });
        _chat.Server.Events.Subscribe(told =>
        {
            if (told.Body is not Said { Message: var said }) return;
            var room = said.Room == "lobby" ? "" : $"[{said.Room}] ";
            Add(_chat.Now, $"{room}{said.From}{(said.Sender is null ? " [bot]" : "")}: {said.Text}");
        });
    }

    /// <summary>
    /// Plans what a line tells somebody to say; an empty one, or one that begins with <c>#</c>, does not.
    /// </summary>
    /// <exception cref="FormatException">It is no such line.</exception>
    public void Plan(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || line[0] == '#') return;
        var match = Written().Match(line);
        if (!match.Success) throw new FormatException("must be NAME: TEXT, after a time or not, such as +5s alice: hi");
        var time = match.Groups["time"] is { Success: true } written ? ValueParser.Time(written.Value) : s_between;
        _at = match.Groups["time"].Success && !match.Groups["after"].Success ? time : _at + time;
        var name = match.Groups["name"].Value;
        if (!_people.TryGetValue(name, out var person))
        {
            if (_people.Count == MostPeople) throw new FormatException($"is of one more than {MostPeople} people");
            _people[name] = person = _chat.Connect(name, scheme: "nul");
            person.Says($"/name {name}");
        }
        person.Says(match.Groups["text"].Value, _at);
    }

    /// <summary>Lets it all happen, and so much time pass afterwards; the lines, by time.</summary>
    public IEnumerable<string> Run(TimeSpan afterwards)
    {
        _chat.Run(_at + afterwards);
        foreach (var (name, person) in _people)
        {
            foreach (var heard in person.Heard)
            {
                if (heard.Text.Contains(" -> ", StringComparison.Ordinal) && Whisper().IsMatch(heard.Text))
                    Add(heard.At, $"    {name} hears: {heard.Text}");
                else if (heard.Text.StartsWith("* ", StringComparison.Ordinal) && !IsOwnName(heard, name))
                    Add(heard.At, $"    {name} is told: {heard.Text[2..]}");
            }
            if (person.ClosedAt is { } closed) Add(closed, $"    {name} is disconnected");
        }
        return _happened.OrderBy(one => one.At).Select(one => $"{Clock(one.At)} {one.Line}");
    }

    private static bool IsOwnName(Heard heard, string name) =>
        heard.At == TimeSpan.Zero && heard.Text.EndsWith($" is now {name}", StringComparison.Ordinal);

    private static string Clock(TimeSpan time) => time.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);

    private void Add(TimeSpan at, string line) => _happened.Add((at, Printed.Of(line)));

    [GeneratedRegex(@"^(you -> [^:]+|\S+ -> you): ")]
    private static partial Regex Whisper();

    [GeneratedRegex(@"^((?<after>\+)?(?<time>[0-9]\S*)\s+)?(?<name>[^\s:]+): ?(?<text>.*)$")]
    private static partial Regex Written();
}
