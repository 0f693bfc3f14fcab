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
            Add(_chat.Now, $"{room}{said.From}: {said.Text}");
        });
    }

    /// <summary>
    /// Plans what a line tells somebody to say; an empty one, or one that begins with <c>#</c>, does not.
    /// </summary>
    /// <exception cref="FormatException">It is no such line.</exception>
    public void Plan(string line)
    {
        if (line.Length == 0 || line[0] == '#') return;
        var match = Written().Match(line);
        if (!match.Success) throw new FormatException("must be NAME: TEXT, after a time or not, such as +5s alice: hi");
        var time = match.Groups["time"] is { Success: true } written ? ValueParser.Time(written.Value) : s_between;
        _at = match.Groups["time"].Success && !match.Groups["after"].Success ? time : _at + time;
        var name = match.Groups["name"].Value;
        if (!_people.TryGetValue(name, out var person))
        {
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
            // After the answer to its name.
            foreach (var heard in person.Heard.Skip(1))
            {
                if (heard.Text.StartsWith("* ", StringComparison.Ordinal))
                    Add(heard.At, $"    {name} is told: {heard.Text[2..]}");
            }
            if (person.ClosedAt is { } closed) Add(closed, $"    {name} is disconnected");
        }
        return _happened.OrderBy(one => one.At).Select(one => $"{Clock(one.At)} {one.Line}");
    }

    private static string Clock(TimeSpan time) => time.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);

    private void Add(TimeSpan at, string line) => _happened.Add((at, Printed.Of(line)));

    [GeneratedRegex(@"^((?<after>\+)?(?<time>[0-9]\S*)\s+)?(?<name>[^\s:]+): ?(?<text>.*)$")]
    private static partial Regex Written();
}
